"""Choose the password of the coming account (A): the last part of an enrolment's form."""

from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from services.identity.credentials import check_password
from services.identity.gateways.hashing import Hashing
from services.identity.models import Enrolment
from services.identity.registers import open_draft, sections_done
from services.identity.rules.establishments import SECTIONS


class OtherPartsFirst(Refusal):
    """The password is compared with the names: they have to be there."""

    status = 409
    message = Message(
        ar="تُختار كلمة السر بعد اكتمال الأجزاء الأخرى.",
        en="The password is chosen once the other parts are complete.",
        fix_ar="إكمال الأجزاء السابقة.",
        fix_en="Complete the parts before it.",
    )


class AccountIsOpen(Refusal):
    """The enrolment was sent before, and its account has its password."""

    status = 409
    message = Message(
        ar="للحساب كلمة سر من قبل.",
        en="The account has its password already.",
        fix_ar="تغييرها من «نسيت كلمة السر».",
        fix_en='Change it by "forgot password".',
    )


async def choose_password(
    work: UnitOfWork, *, draft_code: str, password: str, hashing: Hashing
) -> Enrolment:
    """Keep its hash until the account is opened.

    Raises `DraftNotFound`, `AlreadySent`, `AccountIsOpen`, `OtherPartsFirst`, `WeakPassword`.
    """
    draft = await open_draft(work, draft_code)
    if draft.account_id is not None:
        raise AccountIsOpen
    if not {*SECTIONS} - {"password"} <= sections_done(draft):
        raise OtherPartsFirst
    told = draft.answers
    check_password(password, told["officer_name"], told["name_ar"], told["name_en"])
    draft.password_hash = await hashing.hash(password)
    draft.version += 1
    return draft

"""Send an enrolment to the branch: its numbers are issued, and the liaison officer asked to come.

The corporation's other services do not know the establishment before the branch has confirmed it.
"""

from chassis.errors import Message, Refusal, StaleVersion
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import AccountActivated, EstablishmentEnrolled
from services.identity import queries
from services.identity.models import Account, Enrolment
from services.identity.registers import (
    AWAITING_VISIT,
    OPEN,
    branch_for,
    check_answers,
    draft_of,
    sections_done,
)
from services.identity.rules.establishments import FIELDS, SECTIONS


class PartsMissing(Refusal):
    """An enrolment is sent when all its parts are complete."""

    message = Message(
        ar="في طلب الشمول أجزاء لم تكتمل، عددها {count}.",
        en="Parts of the enrolment that are not complete: {count}.",
        fix_ar="إكمال الأجزاء الباقية ثم الإرسال.",
        fix_en="Complete the parts that are left, then send.",
    )


async def send_enrolment(work: UnitOfWork, *, draft_code: str, version: int) -> Enrolment:
    """Issue the insurance number and the electronic payment number, and open the account (A).

    What has been sent is answered again as it stands. A returned one keeps its numbers. Raises
    `DraftNotFound`, `StaleVersion`, `PartsMissing`, `AnswersNotRight`.
    """
    enrolment = await draft_of(work, draft_code)
    if enrolment.state not in OPEN:
        return enrolment
    if enrolment.version != version:
        raise StaleVersion(expected=version, actual=enrolment.version)
    missing = [part for part in SECTIONS if part not in sections_done(enrolment)]
    if missing:
        raise PartsMissing(count=len(missing), parts=missing)
    await check_answers(work, FIELDS, enrolment.answers)
    enrolment.branch = await branch_for(work, enrolment.answers)
    if enrolment.establishment_id is None:
        await _issue(work, enrolment)
    else:
        await _correct_account(work, enrolment)
    enrolment.state, enrolment.sent_at, enrolment.reason = AWAITING_VISIT, work.now, None
    enrolment.version += 1
    _announce(work, enrolment)
    return enrolment


async def _issue(work: UnitOfWork, enrolment: Enrolment) -> None:
    enrolment.establishment_id = uuid7()
    enrolment.number = await queries.next_number(work, "establishment_number")
    enrolment.payment_number = await queries.next_number(work, "payment_number")
    account = Account(
        account_id=uuid7(),
        kind="establishment",
        login_id=enrolment.number,
        display_name=enrolment.answers["officer_name"],
        password_hash=enrolment.password_hash,
        phone=enrolment.answers["officer_phone"],
    )
    work.session.add(account)
    await work.session.flush()  # the enrolment refers to its account
    enrolment.account_id, enrolment.password_hash = account.account_id, None
    work.publish(
        AccountActivated(account_id=account.account_id, kind="establishment", activated_at=work.now)
    )


async def _correct_account(work: UnitOfWork, enrolment: Enrolment) -> None:
    account = await work.session.get(Account, enrolment.account_id, with_for_update=True)
    assert account is not None, "it was opened when the enrolment was first sent"
    account.display_name = enrolment.answers["officer_name"]
    account.phone = enrolment.answers["officer_phone"]


def _announce(work: UnitOfWork, enrolment: Enrolment) -> None:
    assert enrolment.branch is not None
    assert enrolment.number is not None
    work.publish(
        EstablishmentEnrolled(
            establishment_id=enrolment.establishment_id,
            account_id=enrolment.account_id,
            number=enrolment.number,
            branch=enrolment.branch,
            enrolled_at=work.now,
        )
    )
    work.record(
        "command",
        "establishment-enrolled",
        about=("establishment", enrolment.number),
        establishment_id=enrolment.establishment_id,
        branch=enrolment.branch,
    )

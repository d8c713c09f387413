"""Change the liaison officer of an establishment (G10): at the branch, by its registrar.

The new officer has an account of his own under the establishment's number and sets its password by
"forgot password" (A, guide for establishments); or he acts for another establishment already, and
goes on with that account. The former one's grant and sessions end at once.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from chassis.authorize import caller_of, sees
from chassis.copies import copy_liaison, end_grant
from chassis.errors import Message, NotFound, Refusal
from chassis.ids import uuid7
from chassis.text import clean, fold_digits
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import (
    AccountActivated,
    GrantEnded,
    LiaisonGranted,
    LiaisonOfficerAssigned,
    LiaisonOfficerReplaced,
)
from services.identity import queries
from services.identity.credentials import end_sessions
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account, Establishment
from services.identity.registers import REGISTRAR, NotAPhone
from services.identity.rules import phones


class OfficerChangedMeanwhile(Refusal):
    """Somebody else has changed the officer since the caller read who it is."""

    status = 409
    message = Message(
        ar="تغيّر ضابط الارتباط منذ عرض البيانات.",
        en="The liaison officer was changed since you read the data.",
        fix_ar="تحديث الصفحة ثم إعادة الإجراء.",
        fix_en="Refresh and try again.",
    )


class WhoIsIt(Refusal):
    """Either a name and a phone, or the number of the establishment he acts for already."""

    message = Message(
        ar="يلزم اسم ضابط الارتباط وهاتفه، أو رقم منشأة أخرى هو ضابط ارتباطها.",
        en="Name and phone are needed, or the number of another establishment he acts for.",
        fix_ar="تعبئة أحدهما فقط.",
        fix_en="Fill in one of the two.",
    )


class LoginServesOthers(Refusal):
    """With this establishment's login the former officer acts for other establishments, too."""

    status = 409
    message = Message(
        ar="بحساب هذه المنشأة يمثّل ضابط الارتباط منشآت أخرى، عددها {count}.",
        en="With this establishment's account the officer also acts for others: {count}.",
        fix_ar="تغيير ضابط ارتباط المنشآت الأخرى أولًا.",
        fix_en="Change the officer of the other establishments first.",
    )


class NotAnOfficer(Refusal):
    """Nobody acts for an establishment with this number, or it is the same one."""

    message = Message(
        ar="لا يوجد ضابط ارتباط آخر بحساب المنشأة {number}.",
        en="No other liaison officer has the account of establishment {number}.",
        fix_ar="التحقق من الرقم، أو كتابة الاسم والهاتف.",
        fix_en="Check the number, or give name and phone.",
    )


@dataclass(frozen=True)
class Successor:
    """The new officer: by name and phone, or as the officer of another establishment."""

    name: str | None = None
    phone: str | None = None
    same_as: str | None = None


async def change_liaison_officer(
    work: UnitOfWork,
    establishment_id: UUID,
    *,
    former_account_id: UUID,
    successor: Successor,
    hashing: Hashing,
) -> Account:
    """The new officer's account; both are told at their phones.

    Raises `NotAllowed` (needs the role registrar), `NotFound` outside the registrar's branches,
    `OfficerChangedMeanwhile`, `WhoIsIt`, `NotAPhone`, `NotAnOfficer`, `LoginServesOthers`.
    """
    caller = await caller_of(work)
    if caller.kind != "staff":
        raise NotFound
    await sees(work, establishment_id, role=REGISTRAR)
    record = await queries.establishment(work, establishment_id, lock=True)
    assert record is not None, "a copy has its record"
    acting = await queries.liaison_officer(work, establishment_id)
    if acting is None or acting.account_id != former_account_id:
        raise OfficerChangedMeanwhile
    former = await queries.account(work, former_account_id)  # locked: he may act for several
    assert former is not None, "an account is never removed"
    existing = await _existing(work, successor, former)
    await _end(work, record, former)
    account = existing or await _open(work, record, successor, hashing)
    await _begin(work, record, account)
    assert account.phone is not None, "who receives codes has a phone"
    record.contact_phone = account.phone
    work.publish(
        LiaisonOfficerReplaced(
            establishment_id=establishment_id,
            account_id=account.account_id,
            former_account_id=former.account_id,
            replaced_by=caller.subject,
            replaced_at=work.now,
        )
    )
    work.record(
        "command",
        "liaison-officer-changed",
        about=("establishment", record.number),
        establishment_id=establishment_id,
    )
    return account


async def _existing(work: UnitOfWork, successor: Successor, former: Account) -> Account | None:
    """The officer of the other establishment; None for somebody new."""
    is_new = successor.name is not None and successor.phone is not None
    if is_new == (successor.same_as is not None):
        raise WhoIsIt
    if successor.same_as is None:
        return None
    found = await queries.account_by_login(work, kind="establishment", login_id=successor.same_as)
    acts = found is not None and await queries.open_liaisons(work, found.account_id)
    if found is None or not acts or found.account_id == former.account_id:
        raise NotAnOfficer(number=successor.same_as)
    return found


async def _end(work: UnitOfWork, record: Establishment, former: Account) -> None:
    """End the former officer's grant; close the account if its login is this establishment's."""
    liaisons = await queries.open_liaisons(work, former.account_id)
    others = [one for one in liaisons if one.establishment_id != record.establishment_id]
    if others and former.login_id == record.number:
        raise LoginServesOthers(count=len(others))
    for grant in liaisons:
        if grant.establishment_id == record.establishment_id:
            ended = GrantEnded(
                grant_id=grant.grant_id, account_id=former.account_id, ended_at=work.now
            )
            work.publish(ended)
            await end_grant(work, ended)
    await end_sessions(work, former.account_id)
    if not others:
        former.closed_at = work.now
        await queries.use_up_codes(work, former.account_id)
    await work.session.flush()  # the login id is free before another account takes it


async def _open(
    work: UnitOfWork, record: Establishment, successor: Successor, hashing: Hashing
) -> Account:
    phone = phones.e164(clean(fold_digits(successor.phone or "")))
    if phone is None:
        raise NotAPhone
    account = Account(
        account_id=uuid7(),
        kind="establishment",
        login_id=record.number,
        display_name=clean(successor.name or ""),
        # Nobody knows this one: the officer sets his own by a code to his phone.
        password_hash=await hashing.hash(secrets.token_urlsafe(32)),
        phone=phone,
    )
    work.session.add(account)
    work.publish(
        AccountActivated(account_id=account.account_id, kind="establishment", activated_at=work.now)
    )
    return account


async def _begin(work: UnitOfWork, record: Establishment, account: Account) -> None:
    about = {"establishment_id": record.establishment_id, "account_id": account.account_id}
    liaison = LiaisonGranted(grant_id=uuid7(), **about)
    work.publish(LiaisonOfficerAssigned(**about, assigned_at=work.now))
    work.publish(liaison)
    await copy_liaison(work, liaison)

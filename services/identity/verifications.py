"""Beginning something that waits for a code, and trying the code.

A name that nobody has begins and fails like any other: whoever asks cannot tell the two apart.
"""

import logging
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.text import clean, digits_only
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.models import Account, Verification
from services.identity.rules import codes, throttle

log = logging.getLogger(__name__)

RECOVERY, SIGN_IN = "recovery", "sign_in"


class TooManyTries(Refusal):
    """The account rests after failed passwords, or has asked for too many codes."""

    status = 429
    message = Message(
        ar="محاولات كثيرة. المحاولة التالية بعد {seconds} ثانية.",
        en="Too many tries. The next one is possible in {seconds} seconds.",
    )


def check_rest(work: UnitOfWork, account: Account | None) -> None:
    """Raises `TooManyTries` while an account rests after failed passwords."""
    if account is not None and account.retry_at is not None and account.retry_at > work.now:
        raise TooManyTries(seconds=math.ceil((account.retry_at - work.now).total_seconds()))


def count_failure(work: UnitOfWork, account: Account) -> None:
    """A wrong password; from the fifth on the account rests."""
    account.failures += 1
    account.retry_at = work.now + throttle.pause_after(account.failures)


class WrongCode(Refusal):
    """Not the code; the try is used up."""

    status = 401
    keeps_effects = True
    message = Message(
        ar="رمز التحقق غير صحيح. المحاولات المتبقية: {left}.",
        en="The verification code is not right. Tries left: {left}.",
        fix_ar="إدخال الرمز كما وصل برسالة، أو طلب رمز جديد.",
        fix_en="Enter the code as it came by message, or ask for a new one.",
    )


class CodeExpired(Refusal):
    """The code is too old, used, tried too often, never sent, or another browser's."""

    status = 401
    message = Message(
        ar="انتهت صلاحية رمز التحقق أو استُعمل.",
        en="The verification code has expired or was used.",
        fix_ar="البدء من جديد لوصول رمز جديد.",
        fix_en="Start again to get a new code.",
    )


class RecoveryClosed(Refusal):
    """Ten wrong codes for this name: only the branch opens the way again. Signing in stays open."""

    status = 403
    message = Message(
        ar="أُغلق استرجاع كلمة السر لهذا الحساب بعد رموز خاطئة كثيرة.",
        en="Password recovery is closed for this account after many wrong codes.",
        fix_ar="زيارة الفرع مع إثبات الشخصية، أو الدخول بكلمة السر الحالية.",
        fix_en="Visit the branch with proof of identity, or sign in with the present password.",
    )


class CodesClosed(Refusal):
    """Ten wrong codes for this number and purpose: only the branch opens the way again.

    Nothing that worked before is shut: an account, where there is one, signs in as ever.
    """

    status = 403
    message = Message(
        ar="أُغلقت هذه الخدمة لهذا الرقم بعد رموز خاطئة كثيرة.",
        en="This service is closed for this number after many wrong codes.",
        fix_ar="زيارة الفرع مع إثبات الشخصية.",
        fix_en="Visit the branch with proof of identity.",
    )


class CodesResting(Refusal):
    """Wrong codes come in from everywhere: nobody's code is tried for a moment."""

    status = 503
    message = Message(
        ar="توقفت تجربة الرموز مؤقتًا لكثرة الرموز الخاطئة.",
        en="Codes are not tried for the moment: too many wrong ones come in.",
        fix_ar="إعادة المحاولة بعد دقيقة. لا تُحسب هذه المحاولة.",
        fix_en="Try again in a minute. This try does not count.",
    )


_CLOSED: Mapping[str, type[Refusal]] = {RECOVERY: RecoveryClosed}


@dataclass(frozen=True)
class Name:
    """Whose number, and the number itself; digits of any script are the same."""

    kind: str
    login_id: str


@dataclass(frozen=True)
class Target:
    """Where a code goes that does not go to an account's phone: one of the two."""

    phone: str | None = None
    email: str | None = None


def name_of(kind: str, login_id: str) -> Name:
    """A name as people type it."""
    return Name(kind, digits_only(clean(login_id)))


async def check_open(work: UnitOfWork, purpose: str, name: Name) -> None:
    """Raises `RecoveryClosed` or `CodesClosed` after ten wrong codes. The caller holds the name."""
    if await queries.wrong_codes(work, purpose, name.kind, name.login_id) >= codes.WRONG_MAX:
        raise _CLOSED.get(purpose, CodesClosed)


async def begin(
    work: UnitOfWork,
    purpose: str,
    name: Name,
    account: Account | None,
    *,
    client: str | None = None,
    to: Target | None = None,
    language: str = "ar",
) -> tuple[Verification, str]:
    """Write down that a code is due, within the budget; with it, the browser's flow token.

    A phone or mailbox other than the account's phone has the same budget as the name. The caller
    holds the name (`queries.hold_name`, or the account's row): parallel beginnings count one by
    one. Raises `TooManyTries`.
    """
    asked = await queries.codes_asked(work, purpose, name.kind, name.login_id)
    check_budget(work, asked, codes.BUDGETS[purpose])
    if to is not None:
        await queries.hold_name(work, "code", to.phone or str(to.email))
        sent = await queries.codes_to(work, phone=to.phone, email=to.email)
        check_budget(work, sent, codes.BUDGETS[purpose])
    token = secrets.token_urlsafe(32)
    begun = Verification(
        verification_id=uuid7(),
        purpose=purpose,
        kind=name.kind,
        login_id=name.login_id,
        account_id=account.account_id if account else None,
        client=client,
        phone=to.phone if to else None,
        email=to.email if to else None,
        language=language,
        flow_hash=codes.digest(token),
        reference=uuid7(),
        created_at=work.now,
        expires_at=work.now + codes.LIFETIME,
    )
    work.session.add(begun)
    return begun, token


def check_budget(work: UnitOfWork, asked: Sequence[datetime], budget: codes.Budget) -> None:
    """Raises `TooManyTries` until the next one is due; `asked` are the last day's, in order."""
    wait = codes.wait_for_next(asked, now=work.now, budget=budget)
    if wait > timedelta(0):
        raise TooManyTries(seconds=math.ceil(wait.total_seconds()))


async def try_lone_code(
    work: UnitOfWork, begun: Verification, *, code: str, pepper: bytes
) -> Verification:
    """The verification, used up by the right code, where no password stands before it.

    Wrong codes count for the name over all its verifications of a purpose until one is right:
    after ten the way is closed. Raises `WrongCode`, `CodeExpired`, `CodesResting`, and
    `RecoveryClosed` or `CodesClosed`.
    """
    await _check_flood(work)
    wrong = await queries.count_wrong_code(work, begun.purpose, begun.kind, begun.login_id)
    if wrong > codes.WRONG_MAX:
        raise _CLOSED.get(begun.purpose, CodesClosed)
    confirmed = await try_code(work, begun, purpose=begun.purpose, code=code, pepper=pepper)
    await queries.forget_wrong_codes(work, begun.kind, begun.login_id, purpose=begun.purpose)
    return confirmed


async def _check_flood(work: UnitOfWork) -> None:
    """One guess at each of many numbers is under every budget, and seen only here."""
    lately = await queries.wrong_lately(work)
    if lately >= codes.MANY_WRONG:
        log.critical("many wrong codes", extra={"fields": {"a_minute": lately}})
    if lately >= codes.TOO_MANY_WRONG:
        raise CodesResting


async def try_code(
    work: UnitOfWork,
    begun: Verification | None,
    *,
    purpose: str,
    code: str,
    pepper: bytes,
) -> Verification:
    """The verification, used up by the right code. `begun` is locked.

    The try is counted before the code is compared, under the row's lock, so that parallel guesses
    cannot share one. Raises `WrongCode` (at most twice) and `CodeExpired`.
    """
    if begun is None or not _may_be_tried(work, begun, purpose):
        raise CodeExpired
    begun.tries += 1
    mac = codes.mac_of(code, pepper=pepper, flow=begun.verification_id, purpose=purpose)
    if begun.code_mac is None or not codes.same(mac, begun.code_mac):
        begun.wrong_at = work.now
        raise WrongCode(left=codes.TRIES_MAX - begun.tries)
    begun.used_at = work.now
    return begun


def _may_be_tried(work: UnitOfWork, begun: Verification, purpose: str) -> bool:
    return (
        begun.purpose == purpose
        and begun.used_at is None
        and begun.expires_at > work.now
        and begun.tries < codes.TRIES_MAX
    )


async def locked(work: UnitOfWork, verification_id: UUID, flow_token: str) -> Verification | None:
    """The verification that this browser began, locked; None for any other's."""
    begun = await queries.verification(work, verification_id)
    if begun is None or begun.flow_hash is None:
        return None
    return begun if codes.same(codes.digest(flow_token), begun.flow_hash) else None

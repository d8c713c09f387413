"""Start a sign-in: login id and password; a code goes to the phone on file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import CodeIssued
from services.identity import queries
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account, SignIn
from services.identity.rules import codes, throttle


class WrongLoginOrPassword(Refusal):
    """One answer for an unknown login id and for a wrong password."""

    status = 401
    keeps_effects = True
    message = Message(
        ar="رمز الدخول أو كلمة السر غير صحيح.",
        en="The login id or password is not right.",
        fix_ar="التحقق منهما، أو اختيار «نسيت كلمة السر».",
        fix_en='Check both, or choose "forgot password".',
    )


class TooManyTries(Refusal):
    """The account rests after failed passwords, or has asked for too many codes."""

    status = 429
    message = Message(
        ar="محاولات كثيرة. المحاولة التالية بعد {seconds} ثانية.",
        en="Too many tries. The next one is possible in {seconds} seconds.",
    )


@dataclass(frozen=True)
class Started:
    """A sign-in that waits for its code."""

    sign_in_id: UUID
    phone_ending: str
    expires_at: datetime


async def start_sign_in(
    work: UnitOfWork, *, kind: str, login_id: str, password: str, hashing: Hashing
) -> Started:
    """Check the password and have a code sent.

    Raises `WrongLoginOrPassword` (the failure is counted) and `TooManyTries`.
    """
    account = await queries.account_by_login(work, kind=kind, login_id=login_id)
    if account is not None and account.retry_at is not None and account.retry_at > work.now:
        raise TooManyTries(seconds=int((account.retry_at - work.now).total_seconds()) + 1)
    if not await hashing.holds(password, account.password_hash if account else None):
        _count_failure(work, account)
        raise WrongLoginOrPassword
    assert account is not None, "a password only holds for an account"
    assert account.phone is not None, "who has a password has a phone"
    account.failures, account.retry_at = 0, None
    issued = await queries.codes_in_last_hour(work, account.account_id, work.now)
    if issued >= codes.CODES_AN_HOUR_MAX:
        raise TooManyTries(seconds=3600)
    return _begin(work, account, account.phone)


def _count_failure(work: UnitOfWork, account: Account | None) -> None:
    if account is not None:
        account.failures += 1
        account.retry_at = work.now + throttle.pause_after(account.failures)


def _begin(work: UnitOfWork, account: Account, phone: str) -> Started:
    flow = SignIn(
        sign_in_id=uuid7(),
        account_id=account.account_id,
        reference=uuid7(),
        created_at=work.now,
        expires_at=work.now + codes.LIFETIME,
    )
    work.session.add(flow)
    work.publish(
        CodeIssued(
            account_id=account.account_id,
            reference=flow.reference,
            purpose="sign_in",
            expires_at=flow.expires_at,
        )
    )
    return Started(flow.sign_in_id, phone[-2:], flow.expires_at)

"""Start a sign-in: login id and password; a code goes to the phone on file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import CodeIssued
from services.identity import queries
from services.identity.gateways.hashing import Hashing
from services.identity.verifications import SIGN_IN, begin, check_rest, count_failure, name_of


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
    name = name_of(kind, login_id)
    account = await queries.account_by_login(work, kind=name.kind, login_id=name.login_id)
    check_rest(work, account)
    if not await hashing.holds(password, account.password_hash if account else None):
        if account is not None:
            count_failure(work, account)
        raise WrongLoginOrPassword
    assert account is not None, "a password only holds for an account"
    assert account.phone is not None, "who has a password has a phone"
    account.failures, account.retry_at = 0, None
    begun, _ = await begin(work, SIGN_IN, name, account)
    work.publish(
        CodeIssued(
            account_id=account.account_id,
            reference=begun.reference,
            purpose="sign_in",
            expires_at=begun.expires_at,
        )
    )
    return Started(begun.verification_id, account.phone[-2:], begun.expires_at)

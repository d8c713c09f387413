"""Confirm the code of a sign-in and open a session."""

import secrets
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.tokens import Signer, access_token
from chassis.unit_of_work import Caller, UnitOfWork
from services.identity import queries
from services.identity.models import Account, Session, SignIn
from services.identity.rules import codes, sessions
from services.identity.rules.sessions import Tokens


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
    """The code is too old, used, tried too often, or was never sent."""

    status = 401
    message = Message(
        ar="انتهت صلاحية رمز التحقق أو استُعمل.",
        en="The verification code has expired or was used.",
        fix_ar="تسجيل الدخول من جديد لوصول رمز جديد.",
        fix_en="Sign in again to get a new code.",
    )


async def confirm_code(
    work: UnitOfWork, *, sign_in_id: UUID, code: str, pepper: bytes, signer: Signer
) -> Tokens:
    """Open a session for the right code.

    The try is counted before the code is compared, under the row's lock, so that parallel guesses
    cannot share one. Raises `WrongCode` (at most twice) and `CodeExpired`.
    """
    flow = await queries.sign_in(work, sign_in_id)
    if flow is None or not _may_be_tried(work, flow):
        raise CodeExpired
    flow.tries += 1
    mac = codes.mac_of(code, pepper=pepper, flow=flow.sign_in_id, purpose="sign_in")
    if flow.code_mac is None or not codes.same(mac, flow.code_mac):
        raise WrongCode(left=codes.TRIES_MAX - flow.tries)
    flow.used_at = work.now
    account = await work.session.get(Account, flow.account_id)
    assert account is not None, "a sign-in belongs to an account"
    return _open_session(work, account, signer)


def _may_be_tried(work: UnitOfWork, flow: SignIn) -> bool:
    return flow.used_at is None and flow.expires_at > work.now and flow.tries < codes.TRIES_MAX


def _open_session(work: UnitOfWork, account: Account, signer: Signer) -> Tokens:
    refresh = secrets.token_urlsafe(32)
    session = Session(
        session_id=uuid7(),
        account_id=account.account_id,
        refresh_hash=sessions.digest(refresh),
        created_at=work.now,
        refreshed_at=work.now,
    )
    work.session.add(session)
    caller = Caller(account.account_id, account.kind, session.session_id)  # type: ignore[arg-type]
    access = access_token(signer, caller, now=work.now, lifetime=sessions.ACCESS_LIFETIME)
    return Tokens(access, refresh, int(sessions.ACCESS_LIFETIME.total_seconds()))

"""Confirm the code of a sign-in and open a session."""

import secrets
from uuid import UUID

from chassis.ids import uuid7
from chassis.tokens import Signer, access_token
from chassis.unit_of_work import Caller, UnitOfWork
from services.identity import queries
from services.identity.models import Account, Session
from services.identity.rules import sessions
from services.identity.rules.sessions import Tokens
from services.identity.verifications import SIGN_IN, try_code


async def confirm_code(
    work: UnitOfWork, *, sign_in_id: UUID, code: str, pepper: bytes, signer: Signer
) -> Tokens:
    """Open a session for the right code. Raises `WrongCode` (at most twice) and `CodeExpired`."""
    begun = await queries.verification(work, sign_in_id)
    confirmed = await try_code(work, begun, purpose=SIGN_IN, code=code, pepper=pepper)
    account = await work.session.get(Account, confirmed.account_id)
    assert account is not None, "a sign-in belongs to an account"
    account.phone_unconfirmed = False
    return _open_session(work, account, signer)


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

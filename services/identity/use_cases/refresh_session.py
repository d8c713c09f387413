"""Refresh a session: a new pair of tokens for the current refresh token."""

import secrets

from chassis.authorize import NotSignedIn
from chassis.copies import note_revoked_sessions
from chassis.tokens import Signer, access_token
from chassis.unit_of_work import Caller, UnitOfWork
from contracts.events.identity import SessionsRevoked
from services.identity import queries
from services.identity.models import Account, Session
from services.identity.rules import sessions
from services.identity.rules.sessions import Tokens


class RefreshTokenReused(NotSignedIn):
    """A refresh token that was replaced came again: the session is ended for whoever holds it."""

    keeps_effects = True
    message = NotSignedIn.message


async def refresh_session(work: UnitOfWork, *, refresh_token: str, signer: Signer) -> Tokens:
    """Rotate the refresh token.

    Raises `NotSignedIn` for an unknown, ended or idle session, and `RefreshTokenReused` for a
    replaced token (unless it crosses its successor within seconds).
    """
    given = sessions.digest(refresh_token)
    session = await queries.session_by_refresh(work, given)
    if session is None or session.ended_at is not None:
        raise NotSignedIn
    if not sessions.alive(
        created_at=session.created_at, refreshed_at=session.refreshed_at, now=work.now
    ):
        raise NotSignedIn
    if session.refresh_hash != given and work.now - session.refreshed_at > sessions.TWIN_GRACE:
        await _end(work, session)
        raise RefreshTokenReused
    return await _rotate(work, session, signer)


async def _rotate(work: UnitOfWork, session: Session, signer: Signer) -> Tokens:
    refresh = secrets.token_urlsafe(32)
    session.former_hash, session.refresh_hash = session.refresh_hash, sessions.digest(refresh)
    session.refreshed_at = work.now
    account = await work.session.get(Account, session.account_id)
    assert account is not None, "a session belongs to an account"
    caller = Caller(account.account_id, account.kind, session.session_id)  # type: ignore[arg-type]
    access = access_token(signer, caller, now=work.now, lifetime=sessions.ACCESS_LIFETIME)
    return Tokens(access, refresh, int(sessions.ACCESS_LIFETIME.total_seconds()))


async def _end(work: UnitOfWork, session: Session) -> None:
    session.ended_at = work.now
    event = SessionsRevoked(
        account_id=session.account_id, session_ids=[session.session_id], revoked_at=work.now
    )
    work.publish(event)
    await note_revoked_sessions(work, event)

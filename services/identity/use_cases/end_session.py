"""End the caller's session: every service refuses its tokens from now on."""

from chassis.authorize import caller_of
from chassis.copies import note_revoked_sessions
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import SessionsRevoked
from services.identity.models import Session


async def end_session(work: UnitOfWork) -> None:
    """Sign out. Raises `NotSignedIn` if the session has ended already."""
    caller = await caller_of(work)
    session = await work.session.get(Session, caller.session_id, with_for_update=True)
    assert session is not None, "a verified token names a session"
    session.ended_at = work.now
    event = SessionsRevoked(
        account_id=caller.subject, session_ids=[caller.session_id], revoked_at=work.now
    )
    work.publish(event)
    await note_revoked_sessions(work, event)

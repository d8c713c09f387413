"""Announce that a code is due: to nobody, where nobody has the name or no phone is on file."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import CodeIssued
from services.identity import queries
from services.identity.models import Account


async def issue_code(work: UnitOfWork, verification_id: UUID) -> None:
    """What a recovery's job does."""
    begun = await queries.verification(work, verification_id)
    assert begun is not None, "a job is written with its verification"
    account = await work.session.get(Account, begun.account_id) if begun.account_id else None
    if account is None or account.phone is None or begun.expires_at <= work.now:
        return
    work.publish(
        CodeIssued(
            account_id=account.account_id,
            reference=begun.reference,
            purpose="recovery",
            expires_at=begun.expires_at,
        )
    )

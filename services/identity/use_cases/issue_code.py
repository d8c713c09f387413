"""Announce that a code is due: to nobody, where nobody has the name or no phone is on file.

A phone that was changed just now is told when it may recover a password; one from which no code
has ever come back recovers none.
"""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import CodeIssued, RecoveryHeld
from services.identity import queries
from services.identity.models import Account


async def issue_code(work: UnitOfWork, verification_id: UUID) -> None:
    """What a recovery's job does."""
    begun = await queries.verification(work, verification_id)
    assert begun is not None, "a job is written with its verification"
    account = await work.session.get(Account, begun.account_id) if begun.account_id else None
    if account is None or account.phone is None or begun.expires_at <= work.now:
        return
    if account.phone_unconfirmed:
        return  # a mistyped phone would hand the account to whoever has it
    held = await _held_until(work, account)
    if held is not None and held > work.now:
        work.publish(RecoveryHeld(account_id=account.account_id, until=held))
        return
    work.publish(
        CodeIssued(
            account_id=account.account_id,
            reference=begun.reference,
            purpose="recovery",
            expires_at=begun.expires_at,
        )
    )


async def _held_until(work: UnitOfWork, account: Account) -> datetime | None:
    if account.phone_changed_at is None:
        return None
    hours = await queries.parameter(work, "recovery_cooling_hours", on=work.now.date())
    return account.phone_changed_at + timedelta(hours=hours)

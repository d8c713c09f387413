"""Billing announces that an establishment is clear, or is not: letters without ground go."""

from typing import Literal

from chassis.copies import establishment
from chassis.money import fils
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import ClearanceChanged
from contracts.events.letters import LetterRevoked
from services.letters import queries
from services.letters.models import Letter

Reason = Literal["due-again", "month-held"]


async def keep_clearance(work: UnitOfWork, event: ClearanceChanged) -> None:
    """Keep the newest position, and revoke what was issued on an older one if the ground is gone.

    A change that is not newer than what was heard changes nothing. One without a position cannot
    be placed in time: it revokes whatever stands.
    """
    heard = await queries.hold_clearance(work, event.establishment_id)
    if event.ledger_position is not None:
        if event.ledger_position <= heard.ledger_position:
            return
        heard.ledger_position = event.ledger_position
        heard.clear, heard.changed_at = event.clear, event.changed_at
    if not event.clear:
        await _revoke_all(work, event)


async def _revoke_all(work: UnitOfWork, event: ClearanceChanged) -> None:
    today = work.today(await establishment(work, event.establishment_id))
    standing = await queries.standing_letters(
        work, event.establishment_id, on=today, issued_before=event.ledger_position
    )
    reason: Reason = "due-again" if fils(event.balance_due) > 0 else "month-held"
    for letter in standing:
        letter.state, letter.revoked_reason = "revoked", reason
        letter.revoked_at, letter.revoked_on = work.now, today
        _announce(work, letter, reason)


def _announce(work: UnitOfWork, letter: Letter, reason: Reason) -> None:
    facts = letter.model_dump(include={*LetterRevoked.model_fields})
    work.publish(LetterRevoked(**facts, reason=reason))
    work.record(
        "event",
        "letter-revoked",
        about=("letter", letter.number),
        establishment_id=letter.establishment_id,
        reason=reason,
    )

"""The kept state of clearance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models.clearances import ClearanceState


@dataclass(frozen=True)
class Position:
    """A ledger's position: what was decided at it, and its last entry."""

    clear: bool
    number: int
    last_entry_id: UUID | None


NOTHING_POSTED = Position(clear=True, number=0, last_entry_id=None)


async def advance(work: UnitOfWork, establishment_id: UUID, entry_id: UUID | None) -> Position:
    """The next position, with the decision of the one before.

    Holds the establishment's row until the transaction ends: what is read afterwards holds every
    posting that was made before, and none can be added beside it.
    """
    fresh = insert(ClearanceState).values(
        establishment_id=establishment_id,
        clear=True,
        ledger_position=1,
        last_entry_id=entry_id,
        changed_at=work.now,
    )
    moved = {
        "ledger_position": col(ClearanceState.ledger_position) + 1,
        "last_entry_id": entry_id or col(ClearanceState.last_entry_id),
    }
    row = await work.session.execute(
        fresh.on_conflict_do_update(index_elements=["establishment_id"], set_=moved).returning(
            col(ClearanceState.clear),
            col(ClearanceState.ledger_position),
            col(ClearanceState.last_entry_id),
        )
    )
    return Position(*row.one())


async def keep(work: UnitOfWork, establishment_id: UUID, *, clear: bool, at: datetime) -> None:
    """Write the decision of the position that this transaction holds."""
    await work.session.execute(
        update(ClearanceState)
        .where(col(ClearanceState.establishment_id) == establishment_id)
        .values(clear=clear, changed_at=at)
    )


async def position(work: UnitOfWork, establishment_id: UUID) -> Position:
    """Where the ledger stands; it stays there until the transaction ends."""
    row = await work.session.execute(
        select(
            col(ClearanceState.clear),
            col(ClearanceState.ledger_position),
            col(ClearanceState.last_entry_id),
        )
        .where(col(ClearanceState.establishment_id) == establishment_id)
        .with_for_update(read=True)
    )
    found = row.one_or_none()
    return Position(*found) if found else NOTHING_POSTED

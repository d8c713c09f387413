"""What every way of sending shares: a batch comes into being, with its rows and its event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from chassis.authorize import caller_of
from chassis.files import rows_hash
from chassis.ids import uuid7
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import MovementSubmitted
from services.movements import queries
from services.movements.models import Batch, BatchRow

EVENT_FIELDS = {"batch_id", "number", "establishment_id", "branch", "kind", "month", "rows"}
"""What all events of a batch carry."""


@dataclass(frozen=True)
class Movement:
    """One row to send: its number as people see it, and the period it starts or stops."""

    row: int
    kind: Literal["start", "stop"]
    coverage_id: UUID
    entry: Mapping[str, Any]


async def open_batch(
    work: UnitOfWork,
    establishment: EstablishmentCopy,
    *,
    month: str,
    movements: Sequence[Movement],
    file_hash: str | None = None,
    effect: dict[str, Any] | None = None,
) -> Batch:
    """Write the batch with its rows and announce `MovementSubmitted`."""
    caller = await caller_of(work)
    batch = Batch(
        batch_id=uuid7(),
        number=await queries.next_batch_number(work),
        establishment_id=establishment.establishment_id,
        branch=establishment.branch,
        kind=_kind({movement.kind for movement in movements}),
        month=month,
        rows=len(movements),
        rows_hash=rows_hash(movement.entry for movement in movements),
        file_hash=file_hash,
        effect=effect,
        submitted_by=caller.subject,
        submitted_at=work.now,
    )
    work.session.add(batch)
    await work.session.flush()  # rows refer to their batch
    work.session.add_all(
        BatchRow(
            batch_id=batch.batch_id,
            place=place,
            row=one.row,
            kind=one.kind,
            coverage_id=one.coverage_id,
            entry=dict(one.entry),
        )
        for place, one in enumerate(movements, start=1)
    )
    _announce(work, batch)
    return batch


def _kind(kinds: set[Literal["start", "stop"]]) -> str:
    if len(kinds) > 1:
        return "mixed"
    return "stop" if "stop" in kinds else "enrolment"


def _announce(work: UnitOfWork, batch: Batch) -> None:
    carried = EVENT_FIELDS | {"rows_hash", "file_hash", "submitted_by", "submitted_at"}
    work.publish(MovementSubmitted(**batch.model_dump(include=carried)))
    work.record(
        "command",
        "batch-submitted",
        about=("batch", batch.number),
        establishment_id=batch.establishment_id,
        rows=batch.rows,
        kind=batch.kind,
    )

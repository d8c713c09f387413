"""What every way of sending shares: a batch comes into being, with its rows and its event."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from chassis.authorize import caller_of
from chassis.ids import uuid7
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import MovementSubmitted
from services.movements import queries
from services.movements.models import Batch, BatchRow
from services.movements.rules.receipts import rows_hash

EVENT_FIELDS = {"batch_id", "number", "establishment_id", "branch", "kind", "month", "rows"}
"""What all events of a batch carry."""


async def open_batch(
    work: UnitOfWork,
    establishment: EstablishmentCopy,
    *,
    kind: Literal["enrolment", "stop"],
    month: str,
    entries: Sequence[tuple[int, Mapping[str, Any]]],
    file_hash: str | None = None,
) -> Batch:
    """Write the batch with its rows (number, entry) and announce `MovementSubmitted`."""
    caller = await caller_of(work)
    batch = Batch(
        batch_id=uuid7(),
        number=await queries.next_batch_number(work),
        establishment_id=establishment.establishment_id,
        branch=establishment.branch,
        kind=kind,
        month=month,
        rows=len(entries),
        rows_hash=rows_hash(entry for _, entry in entries),
        file_hash=file_hash,
        submitted_by=caller.subject,
        submitted_at=work.now,
    )
    work.session.add(batch)
    await work.session.flush()  # rows refer to their batch
    work.session.add_all(
        BatchRow(batch_id=batch.batch_id, row=row, entry=dict(entry)) for row, entry in entries
    )
    _announce(work, batch)
    return batch


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

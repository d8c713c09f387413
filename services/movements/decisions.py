"""What approving, returning and rejecting share: the batch as it stands, held, for its officer."""

from typing import Literal
from uuid import UUID

from chassis import decisions
from chassis.unit_of_work import UnitOfWork
from services.movements import queries
from services.movements.models import Batch


async def batch_to_decide(work: UnitOfWork, batch_id: UUID, *, version: int) -> Batch:
    """The batch, locked; raises `NotFound`, `NotAllowed`, `StaleVersion`, `AlreadyDecided`."""
    batch = await queries.batch(work, batch_id, lock=True)
    return await decisions.to_decide(work, batch, version=version)


async def decide(
    work: UnitOfWork,
    batch: Batch,
    state: Literal["approved", "returned", "rejected"],
    *,
    reason: str | None = None,
) -> None:
    """Write the decision and its entry of the timeline."""
    await decisions.decide(work, batch, state, reason=reason)
    work.record(
        "command",
        f"batch-{state}",
        about=("batch", batch.number),
        establishment_id=batch.establishment_id,
        rows=batch.rows,
        kind=batch.kind,
    )

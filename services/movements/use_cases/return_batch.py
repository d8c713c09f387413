"""Return a batch to its sender, who completes and sends it again."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import MovementReturned
from services.movements.batches import EVENT_FIELDS
from services.movements.decisions import batch_to_decide, decide
from services.movements.models import Batch


async def return_batch(work: UnitOfWork, batch_id: UUID, *, version: int, reason: str) -> Batch:
    """Raises `NotFound`, `NotAllowed`, `AlreadyDecided`, `StaleVersion`."""
    batch = await batch_to_decide(work, batch_id, version=version)
    await decide(work, batch, "returned", reason=reason)
    carried = EVENT_FIELDS | {"reason", "decided_by", "decided_at"}
    work.publish(MovementReturned(**batch.model_dump(include=carried)))
    return batch

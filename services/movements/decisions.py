"""What approving, returning and rejecting share: the batch as it stands, held, for its officer."""

from typing import Literal
from uuid import UUID

from chassis.authorize import EVERYWHERE, branches_of, caller_of
from chassis.errors import Message, NotFound, Refusal, StaleVersion
from chassis.unit_of_work import UnitOfWork
from services.movements import queries
from services.movements.models import Batch


class AlreadyDecided(Refusal):
    """The batch has left the officers' queue."""

    status = 409
    message = Message(
        ar="صدر قرار في الإرسالية {number}.",
        en="Batch {number} has been decided.",
        fix_ar="تحديث القائمة.",
        fix_en="Refresh the list.",
    )


async def batch_for_officer(work: UnitOfWork, batch_id: UUID, *, lock: bool = False) -> Batch:
    """A batch of the caller's branch; `NotFound` otherwise, `NotAllowed` without the role."""
    branches = await branches_of(work, "officer")
    batch = await queries.batch(work, batch_id, lock=lock)
    if batch is None or not branches & {batch.branch, EVERYWHERE}:
        raise NotFound
    return batch


async def batch_to_decide(work: UnitOfWork, batch_id: UUID, *, version: int) -> Batch:
    """The batch, locked; raises also `AlreadyDecided` and `StaleVersion`."""
    batch = await batch_for_officer(work, batch_id, lock=True)
    if batch.version != version:
        raise StaleVersion(expected=version, actual=batch.version)
    if batch.state != "under_review":
        raise AlreadyDecided(number=batch.number)
    return batch


async def decide(
    work: UnitOfWork,
    batch: Batch,
    state: Literal["approved", "returned", "rejected"],
    *,
    reason: str | None = None,
) -> None:
    """Write the decision and its entry of the timeline."""
    caller = await caller_of(work)
    batch.state, batch.reason = state, reason
    batch.decided_by, batch.decided_at = caller.subject, work.now
    batch.version += 1
    work.record(
        "command",
        f"batch-{state}",
        about=("batch", batch.number),
        establishment_id=batch.establishment_id,
        rows=batch.rows,
        kind=batch.kind,
    )

"""Store what a workbook's good rows would make of the month's bill."""

from typing import Any
from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.movements import queries


async def store_effect(work: UnitOfWork, workbook_id: UUID, effect: dict[str, Any]) -> None:
    """Write the effect, also to the batch if the workbook was sent in the meantime."""
    workbook = await queries.workbook(work, workbook_id, lock=True)
    assert workbook is not None, "a workbook is never deleted"
    workbook.effect = effect
    if workbook.batch_id is not None:
        batch = await queries.batch(work, workbook.batch_id, lock=True)
        assert batch is not None, "a batch is never deleted"
        batch.effect = effect

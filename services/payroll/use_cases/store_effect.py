"""Store what a file's wages would make of the bills of months that are over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.money import fils, jod
from chassis.unit_of_work import UnitOfWork
from services.payroll import queries


async def store_effect(work: UnitOfWork, file_id: UUID, months: Sequence[dict[str, Any]]) -> None:
    """Write each month's effect and the sum of their differences, as of now."""
    file = await queries.file(work, file_id, lock=True)
    assert file is not None, "a file is never deleted"
    file.effect = {
        "months": [*months],
        "difference": jod(sum(fils(one["difference"]) for one in months)),
        "as_of": work.now.isoformat(),
    }

"""Holding a month of an establishment while the wage of some of its workers is missing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.unit_of_work import UnitOfWork
from services.billing.clearance import decide_clearance
from services.billing.models.invoices import Cover, HeldRun
from services.billing.queries import invoices


async def hold(
    work: UnitOfWork, establishment_id: UUID, month: str, missing: Sequence[Cover]
) -> None:
    """Write whose wages the month waits for; who has a held month is not clear."""
    ids = sorted(str(cover.coverage_id) for cover in missing)
    held = HeldRun(
        establishment_id=establishment_id, month=month, coverage_ids=ids, held_at=work.now
    )
    await work.session.execute(
        insert(HeldRun)
        .values(held.model_dump())
        .on_conflict_do_update(
            index_elements=["establishment_id", "month"],
            set_={"coverage_ids": ids, "released_at": None},
        )
    )
    work.record(
        "money",
        "month-held",
        about=("month", month),
        establishment_id=establishment_id,
        missing_wages=len(ids),
    )
    await decide_clearance(work, establishment_id)


async def release(work: UnitOfWork, establishment_id: UUID, month: str) -> bool:
    """Whether the month had been held until now."""
    held = await invoices.held_run(work, establishment_id, month)
    if held is None or held.released_at is not None:
        return False
    held.released_at = work.now
    return True

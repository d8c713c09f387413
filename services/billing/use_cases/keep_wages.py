"""Keep wages as payroll declared them."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.money import fils
from chassis.unit_of_work import UnitOfWork
from contracts.events.payroll import WagesDeclared
from services.billing.assessment import hold_establishment
from services.billing.models.invoices import DeclaredWage
from services.billing.reassessment import reassess_from


async def keep_wages(work: UnitOfWork, event: WagesDeclared) -> None:
    """Write the wages; of two files for one day the later declared counts, whichever comes first.

    Closed months are assessed anew: billed ones are adjusted, held ones go on. A file in parts is
    kept part by part and adjusts once, with its last: parts have one key, so they come in order.
    """
    await hold_establishment(work, event.establishment_id)
    rows: list[dict[str, Any]] = [
        {
            "coverage_id": one.coverage_id,
            "effective_from": event.effective_from,
            "establishment_id": event.establishment_id,
            "amount_wage": fils(one.wage),
            "file_id": event.file_id,
            "number": event.number,
            "declared_at": event.declared_at,
        }
        for one in event.wages
    ]
    statement = insert(DeclaredWage).values(rows)
    await work.session.execute(
        statement.on_conflict_do_update(
            index_elements=["coverage_id", "effective_from"],
            set_={
                name: statement.excluded[name]
                for name in ("amount_wage", "file_id", "number", "declared_at")
            },
            where=col(DeclaredWage.declared_at) < statement.excluded.declared_at,
        )
    )
    if event.part == event.parts:
        await reassess_from(
            work,
            event.establishment_id,
            event.effective_from,
            kind="wages-declared",
            number=event.number,
        )

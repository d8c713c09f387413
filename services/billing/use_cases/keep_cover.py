"""Keep cover as movements announced it."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.money import fils
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import CoverageStarted
from services.billing.assessment import hold_establishment
from services.billing.models.invoices import Cover
from services.billing.reassessment import reassess_from

_COPIED = {
    "coverage_id",
    "establishment_id",
    "person_id",
    "started_on",
    "hazardous",
}


async def keep_cover(work: UnitOfWork, event: CoverageStarted) -> None:
    """Write the period; a repeated event changes nothing. Closed months are assessed anew."""
    await hold_establishment(work, event.establishment_id)
    values = event.model_dump(include=_COPIED) | {"amount_wage": fils(event.wage)}
    written = await work.session.execute(
        insert(Cover).values(values).on_conflict_do_nothing().returning(col(Cover.coverage_id))
    )
    if written.one_or_none() is not None:
        await reassess_from(work, event.establishment_id, event.started_on, kind="coverage-changed")

"""Keep cover as movements announced it."""

from sqlalchemy.dialects.postgresql import insert

from chassis.money import fils
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import CoverageStarted
from services.payroll.models import Cover

_COPIED = {"coverage_id", "establishment_id", "person_id", "started_on"}


async def keep_cover(work: UnitOfWork, event: CoverageStarted) -> None:
    """Write the period; a repeated event changes nothing."""
    values = event.model_dump(include=_COPIED) | {"amount_wage": fils(event.wage)}
    await work.session.execute(insert(Cover).values(values).on_conflict_do_nothing())

"""The smallest write there is here: a cover of payroll, and the event that announces one."""

from datetime import date

from chassis.ids import uuid7
from chassis.money import fils
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import CoverageStarted
from services.payroll.models import Cover


def cover_started() -> CoverageStarted:
    """A cover of its own."""
    return CoverageStarted(
        coverage_id=uuid7(),
        batch_id=uuid7(),
        establishment_id=uuid7(),
        person_id=uuid7(),
        started_on=date(2026, 3, 1),
        wage="450.000",
        hazardous=False,
    )


async def add_cover(work: UnitOfWork, event: CoverageStarted) -> None:
    """The row of payroll's own handler, left to the session."""
    work.session.add(
        Cover(
            coverage_id=event.coverage_id,
            establishment_id=event.establishment_id,
            person_id=event.person_id,
            started_on=event.started_on,
            amount_wage=fils(event.wage),
        )
    )

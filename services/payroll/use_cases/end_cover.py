"""End cover as movements announced it."""

from chassis.copies import CoverNotYetKnown
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import CoverageStopped
from services.payroll.models import Cover


async def end_cover(work: UnitOfWork, event: CoverageStopped) -> None:
    """Write the last day covered; a stop before its start waits (`CoverNotYetKnown`)."""
    cover = await work.session.get(Cover, event.coverage_id)
    if cover is None:
        raise CoverNotYetKnown
    cover.stopped_on = event.stopped_on

"""End cover as movements announced it."""

from chassis.copies import CoverNotYetKnown
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import CoverageStopped
from services.billing.assessment import hold_establishment
from services.billing.models.invoices import Cover
from services.billing.reassessment import reassess_from


async def end_cover(work: UnitOfWork, event: CoverageStopped) -> None:
    """Write the last day covered; raises `CoverNotYetKnown`. Closed months are assessed anew."""
    await hold_establishment(work, event.establishment_id)
    cover = await work.session.get(Cover, event.coverage_id)
    if cover is None:
        raise CoverNotYetKnown
    if cover.stopped_on == event.stopped_on:
        return
    cover.stopped_on = event.stopped_on
    await reassess_from(work, event.establishment_id, event.stopped_on, kind="coverage-changed")

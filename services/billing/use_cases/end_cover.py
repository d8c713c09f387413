"""End cover as movements announced it."""

from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import CoverageStopped
from services.billing.models.invoices import Cover


class CoverNotYetKnown(Refusal):
    """A stop came before the start it ends: it is tried again by itself."""

    status = 409
    message = Message(
        ar="لم تصل بيانات بدء الشمول بعد.", en="The start of this cover has not arrived yet."
    )


async def end_cover(work: UnitOfWork, event: CoverageStopped) -> None:
    """Write the last day covered; raises `CoverNotYetKnown`."""
    cover = await work.session.get(Cover, event.coverage_id)
    if cover is None:
        raise CoverNotYetKnown
    cover.stopped_on = event.stopped_on

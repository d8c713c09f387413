"""Close the months that a sandbox's business date has passed: nobody closes them by hand there."""

from datetime import date, timedelta

from chassis.clock import month_bounds, month_of
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import SandboxClockMoved
from services.billing.closings import order_closing
from services.billing.models.invoices import Closing


async def close_passed_months(work: UnitOfWork, event: SandboxClockMoved) -> None:
    """Order the closing of each month that ended between the old date and the new one."""
    for month in passed(event.moved_from, event.moved_to):
        closing = Closing(
            closing_id=uuid7(),
            month=month,
            establishment_id=event.establishment_id,
            started_by=event.moved_by,
            started_at=work.now,
        )
        order_closing(work, closing)


def passed(moved_from: date, moved_to: date) -> list[str]:
    """Months whose last day lies before the new date, but not before the old one."""
    months = []
    first = moved_from.replace(day=1)
    while (last := month_bounds(month_of(first))[1]) < moved_to:
        months.append(month_of(first))
        first = last + timedelta(days=1)
    return months

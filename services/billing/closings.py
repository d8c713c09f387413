"""Ordering the closing of a month; the assessment runs as a job."""

from chassis.unit_of_work import UnitOfWork
from services.billing.models.invoices import Closing
from services.billing.reassessment import LANE

ASSESS = "assess_month"


def order_closing(work: UnitOfWork, closing: Closing) -> None:
    """Write the closing, have it done, and note it."""
    work.session.add(closing)
    work.enqueue(ASSESS, {"closing_id": str(closing.closing_id)}, lane=LANE)
    work.record(
        "command",
        "month-closed",
        about=("closing", closing.closing_id),
        establishment_id=closing.establishment_id,
        month=closing.month,
    )

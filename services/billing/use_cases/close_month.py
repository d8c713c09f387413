"""Close a month: for one establishment, or for every one whose month is over."""

from uuid import UUID

from chassis.authorize import branches_of, caller_of
from chassis.clock import asked_month
from chassis.copies import establishment
from chassis.errors import Message, NotFound, Refusal
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.billing.closings import order_closing
from services.billing.models.invoices import Closing


class MonthNotOver(Refusal):
    """A month is closed after its last day."""

    message = Message(
        ar="الشهر {month} لم ينتهِ بعد في تاريخ {today}.",
        en="The month {month} is not over on {today}.",
        fix_ar="الإغلاق بعد آخر يوم في الشهر.",
        fix_en="Close it after its last day.",
    )


async def close_month(work: UnitOfWork, *, month: str, establishment_id: UUID | None) -> Closing:
    """Order the assessment; it runs as a job. Closing again assesses nothing twice.

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `NotAMonth`, `MonthNotOver`.
    """
    await branches_of(work, "treasurer")
    known = None if establishment_id is None else await establishment(work, establishment_id)
    if establishment_id is not None and known is None:
        raise NotFound
    _, last = asked_month(month)
    today = work.today(known)
    if today <= last and establishment_id is not None:
        raise MonthNotOver(month=month, today=today.isoformat())
    caller = await caller_of(work)
    closing = Closing(
        closing_id=uuid7(),
        month=month,
        establishment_id=establishment_id,
        started_by=caller.subject,
        started_at=work.now,
    )
    order_closing(work, closing)
    return closing

"""Move the business date of a sandbox establishment: "go to 15 March"."""

from datetime import date
from uuid import UUID

from chassis.authorize import acts_for, caller_of
from chassis.clock import YEAR_MAX
from chassis.copies import copy_establishment
from chassis.errors import Message, Refusal
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import EstablishmentUpdated, SandboxClockMoved
from services.identity import queries

DAYS_MAX = 731
"""Two years."""


class NotASandbox(Refusal):
    """Only a synthetic establishment has a business date of its own."""

    status = 403
    message = Message(
        ar="تاريخ العمل يُغيَّر في المنشآت التجريبية فقط.",
        en="Only a sandbox establishment's business date can be moved.",
    )


class OnlyForward(Refusal):
    """Time does not go back: what has fallen due cannot be undone."""

    message = Message(
        ar="تاريخ العمل الحالي {today}، ولا يمكن الرجوع إلى {to}.",
        en="The business date is {today}; it cannot go back to {to}.",
        fix_ar="اختيار تاريخ لاحق، أو تسجيل منشأة تجريبية جديدة.",
        fix_en="Choose a later date, or register another sandbox.",
    )


class TooFar(Refusal):
    """One move has an end: what falls due on the way has to be done before the next."""

    message = Message(
        ar="ينتقل التاريخ {days} يومًا على الأكثر في المرة الواحدة.",
        en="The date moves {days} days at most at a time.",
        fix_ar="الانتقال على مراحل.",
        fix_en="Move in several steps.",
    )


async def move_sandbox_clock(
    work: UnitOfWork, establishment_id: UUID, *, to: date
) -> EstablishmentCopy:
    """The establishment with its new date; months that end on the way are closed for it.

    Raises `NotFound` (another's establishment), `NotASandbox`, `OnlyForward`, `TooFar`.
    """
    copy = await acts_for(work, establishment_id)
    record = await queries.establishment(work, establishment_id, lock=True)
    assert record is not None, "a copy has its record"
    if not record.sandbox:
        raise NotASandbox
    today = work.business_clock.today(work.now, establishment_shift_days=record.clock_shift_days)
    if to <= today:
        raise OnlyForward(today=today.isoformat(), to=to.isoformat())
    if (to - today).days > DAYS_MAX or to.year > YEAR_MAX:
        raise TooFar(days=DAYS_MAX)
    record.clock_shift_days += (to - today).days
    caller = await caller_of(work)
    updated = EstablishmentUpdated(**record.model_dump())
    work.publish(updated)
    work.publish(
        SandboxClockMoved(
            establishment_id=establishment_id,
            moved_from=today,
            moved_to=to,
            moved_by=caller.subject,
            moved_at=work.now,
        )
    )
    await copy_establishment(work, updated)
    await work.session.refresh(copy)
    work.record(
        "command",
        "sandbox-clock-moved",
        about=("establishment", record.number),
        establishment_id=establishment_id,
        to=to.isoformat(),
    )
    return copy

"""Write one explanation under all differences of a kind on a day, as one cause has made them."""

from datetime import date

from sqlalchemy import update
from sqlmodel import col

from chassis.authorize import branches_of, caller_of
from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import PaymentException


class NoneToExplain(Refusal):
    """No difference of this kind waits for an explanation on the day."""

    status = 409
    message = Message(
        ar="لا توجد فروقات من هذا النوع بانتظار التوضيح في اليوم \u2066{day}\u2069.",
        en="No difference of this kind waits for an explanation on {day}.",
        fix_ar="تحديث الصفحة.",
        fix_en="Refresh the page.",
    )


async def explain_differences(work: UnitOfWork, day: date, *, kind: str, explanation: str) -> int:
    """How many were explained; those that had an explanation keep theirs.

    Raises `NotAllowed` (needs the role treasurer), `NoneToExplain`.
    """
    await branches_of(work, "treasurer")
    by = (await caller_of(work)).subject
    written = await work.session.execute(
        update(PaymentException)
        .where(
            col(PaymentException.day) == day,
            col(PaymentException.kind) == kind,
            col(PaymentException.settled_at).is_(None),
            col(PaymentException.posted_at).is_(None),
            col(PaymentException.explained_at).is_(None),
        )
        .values(explanation=explanation, explained_by=by, explained_at=work.now)
        .returning(col(PaymentException.exception_id))
    )
    count = len(written.scalars().all())
    if count == 0:
        raise NoneToExplain(day=day.isoformat())
    work.record(
        "money",
        "exceptions-explained",
        about=("settlement-day", day.isoformat()),
        internal=True,
        exception=kind,
        count=count,
        explanation=explanation,
    )
    return count

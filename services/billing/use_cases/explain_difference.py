"""Write down why a difference is one: what the books of a closed day will say about it."""

from uuid import UUID

from chassis.authorize import branches_of, caller_of
from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.billing.exceptions import explain
from services.billing.models.payments import PaymentException
from services.billing.queries import exceptions


class NothingToExplain(Refusal):
    """It is settled, or its day is closed: what was written then stands."""

    status = 409
    message = Message(
        ar="انتهى هذا الفرق أو أُغلق يومه، فلا يُغيَّر توضيحه.",
        en="This difference is settled or its day is closed: its explanation stands.",
        fix_ar="تحديث الصفحة.",
        fix_en="Refresh the page.",
    )


async def explain_difference(
    work: UnitOfWork, exception_id: UUID, *, explanation: str
) -> PaymentException:
    """The exception with its explanation; written again, the last one counts.

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `NothingToExplain`.
    """
    await branches_of(work, "treasurer")
    raised = await exceptions.one_exception(work, exception_id)
    if raised is None:
        raise NotFound
    if raised.settled_at is not None or (raised.day is not None and raised.posted_at is not None):
        raise NothingToExplain
    explain(work, raised, explanation, (await caller_of(work)).subject)
    work.record(
        "money",
        "exception-explained",
        about=("exception", exception_id),
        internal=True,
        exception=raised.kind,
        explanation=explanation,
    )
    return raised

"""Set two sums in suspense against each other: what lacked on one day came on another."""

from uuid import UUID

from chassis.authorize import branches_of
from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.billing.exceptions import settle
from services.billing.models.payments import PaymentException
from services.billing.queries import exceptions


class DoNotOffset(Refusal):
    """They are not equal with opposite signs, or one of them is not in suspense."""

    message = Message(
        ar="المبلغان لا يلغي أحدهما الآخر، أو لم يعد أحدهما معلقًا.",
        en="The two sums do not cancel out, or one of them is in suspense no more.",
        fix_ar="اختيار بندين متساويين متعاكسين.",
        fix_en="Choose two items of equal sums, one to our credit and one lacking.",
    )


async def offset_suspense(
    work: UnitOfWork, exception_id: UUID, *, against: UUID
) -> tuple[PaymentException, PaymentException]:
    """Both, settled; the ledger has them on one account already, so nothing is posted.

    Each names the other: when one is taken back, the other is open again.

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `DoNotOffset`.
    """
    await branches_of(work, "treasurer")
    first, second = sorted((exception_id, against))
    pair = [await exceptions.one_exception(work, one) for one in (first, second)]
    one, other = pair
    if one is None or other is None:
        raise NotFound
    waiting = all(each.posted_at and not each.settled_at for each in (one, other))
    if first == second or not waiting or one.amount + other.amount != 0:
        raise DoNotOffset
    settle(work, one, "offset", against=other.exception_id)
    settle(work, other, "offset", against=one.exception_id)
    return one, other

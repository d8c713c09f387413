"""Give a difference to the treasurer who sees to it."""

from uuid import UUID

from chassis.authorize import branches_of
from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import PaymentException
from services.billing.queries import exceptions


class NotATreasurer(Refusal):
    """The account does not hold the role."""

    message = Message(
        ar="صاحب الحساب المختار ليس أمين صندوق.",
        en="The chosen account does not hold the role of treasurer.",
        fix_ar="اختيار أمين صندوق.",
        fix_en="Choose a treasurer.",
    )


async def own_difference(work: UnitOfWork, exception_id: UUID, *, owner: UUID) -> PaymentException:
    """The exception with its owner.

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `NotATreasurer`.
    """
    await branches_of(work, "treasurer")
    raised = await exceptions.one_exception(work, exception_id)
    if raised is None:
        raise NotFound
    if owner not in await exceptions.treasurers(work):
        raise NotATreasurer
    raised.owner, raised.owned_at = owner, work.now
    work.record(
        "money",
        "exception-owned",
        about=("exception", exception_id),
        internal=True,
        exception=raised.kind,
        owner=str(owner),
    )
    return raised

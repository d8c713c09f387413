"""Give money that waited in suspense to the establishment it belongs to."""

from uuid import UUID

from chassis.authorize import branches_of
from chassis.copies import establishment_by_number
from chassis.errors import Message, NotFound, Refusal
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing import ledger
from services.billing.exceptions import settle
from services.billing.models.payments import PaymentException
from services.billing.queries import exceptions, payments
from services.billing.rules.settlement import between


class NotInSuspense(Refusal):
    """Nothing stands in suspense because of this, or not any more."""

    status = 409
    message = Message(
        ar="لا يوجد مبلغ معلق لهذا البند، أو خُصص من قبل.",
        en="Nothing of this stands in suspense, or it was assigned before.",
        fix_ar="تحديث قائمة المعلقات.",
        fix_en="Refresh the list of suspense.",
    )


class UnknownEstablishment(Refusal):
    """No establishment has this number."""

    message = Message(
        ar="لا توجد منشأة برقم «{number}».",
        en='There is no establishment with the number "{number}".',
        fix_ar="التحقق من رقم المنشأة.",
        fix_en="Check the establishment's number.",
    )


async def assign_suspense(
    work: UnitOfWork, exception_id: UUID, *, establishment_number: str
) -> PaymentException:
    """The settled exception: its money stands on the establishment's account now.

    Money that lacks (an amount below zero) is owed by the establishment again. Raises
    `NotAllowed` (needs the role treasurer), `NotFound`, `NotInSuspense`, `UnknownEstablishment`.
    """
    await branches_of(work, "treasurer")
    raised = await exceptions.one_exception(work, exception_id)
    if raised is None:
        raise NotFound
    move = between(ledger.SUSPENSE, ledger.RECEIVABLE, raised.amount)
    if raised.posted_at is None or raised.settled_at is not None or move is None:
        raise NotInSuspense
    owner = await establishment_by_number(work, establishment_number)
    if owner is None:
        raise UnknownEstablishment(number=establishment_number[:40])
    raised.establishment_id = owner.establishment_id
    number = str(raised.facts.get("transaction", raised.fingerprint))
    about = ledger.About("assignment", exception_id, number, owner.establishment_id)
    await ledger.post(work, about, debit=move.debit, credit=move.credit, amount=move.amount)
    await _follow(work, raised)
    settle(work, raised, "assigned")
    work.record(
        "money",
        "suspense-assigned",
        about=("payment", number),
        establishment_id=owner.establishment_id,
        amount=jod(raised.amount),
    )
    return raised


async def _follow(work: UnitOfWork, raised: PaymentException) -> None:
    """A whole payment that waited is the establishment's from now on."""
    if raised.kind != "suspense":
        return
    payment = await payments.payment_by_transaction(work, raised.fingerprint, lock=True)
    assert payment is not None, "its money waits"
    payment.establishment_id, payment.assigned_at = raised.establishment_id, work.now

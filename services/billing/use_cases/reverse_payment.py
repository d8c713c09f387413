"""Take a payment back on the treasurer's word: the money did not stay with us."""

from chassis.authorize import branches_of
from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import HubPayment
from services.billing.queries import payments
from services.billing.reversal import reverse


class AlreadyReversed(Refusal):
    """The payment was taken back before."""

    status = 409
    message = Message(
        ar="عُكست الحركة \u2066{transaction}\u2069 من قبل: \u2068{reason}\u2069",
        en="Transaction {transaction} was reversed before: {reason}",
        fix_ar="مراجعة دفتر المنشأة.",
        fix_en="See the establishment's ledger.",
    )


async def reverse_payment(work: UnitOfWork, transaction: str, *, reason: str) -> HubPayment:
    """The payment, reversed by a linked entry; what it had paid is owed again.

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `AlreadyReversed`.
    """
    await branches_of(work, "treasurer")
    payment = await payments.payment_by_transaction(work, transaction, lock=True)
    if payment is None:
        raise NotFound
    if payment.reversed_at is not None:
        raise AlreadyReversed(transaction=transaction, reason=payment.reversal_reason)
    await reverse(work, payment, reason=reason)
    return payment

"""Book a payment that the hub has taken: once, before it is answered."""

from chassis.copies import establishment_by_payment_number
from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing.booking import book
from services.billing.exceptions import Raised, raise_all
from services.billing.gateways.mfep.messages import PaymentNotice
from services.billing.models.payments import HubPayment
from services.billing.queries import payments


class ConflictingPayment(Refusal):
    """A known transaction number came with another amount or account."""

    status = 409
    keeps_effects = True
    message = Message(
        ar="وردت الحركة {transaction} من قبل بمبلغ أو رقم مختلف.",
        en="Transaction {transaction} came before with another amount or number.",
    )


async def receive_payment(
    work: UnitOfWork, notice: PaymentNotice, *, guid: str, service_types: frozenset[str]
) -> HubPayment:
    """The payment, booked now or before. Money nobody can be found for waits in suspense.

    A conflicting repeat is kept, raised to the treasurer and answered with `ConflictingPayment`.
    """
    owner = await establishment_by_payment_number(work, notice.billing_no)
    known = owner is not None and notice.service_type in service_types
    payment = HubPayment(
        payment_id=uuid7(),
        transaction=notice.trx,
        billing_no=notice.billing_no,
        service_type=notice.service_type,
        establishment_id=owner.establishment_id if owner and known else None,
        amount_paid=notice.paid_fils,
        process_at=notice.process_date,
        value_on=notice.stmt_date,
        bank_code=notice.bank_code,
        bank_trx=notice.bank_trx,
        method=notice.method,
        channel=notice.channel,
        guid=guid,
        received_at=work.now,
    )
    if await book(work, [payment]):
        return payment
    return await _repeated(work, payment)


async def _repeated(work: UnitOfWork, payment: HubPayment) -> HubPayment:
    booked = await payments.payment_by_transaction(work, payment.transaction)
    assert booked is not None, "its number is taken"
    if (booked.amount_paid, booked.billing_no) == (payment.amount_paid, payment.billing_no):
        return booked
    facts = {
        "transaction": payment.transaction,
        "amount_booked": jod(booked.amount_paid),
        "amount_told": jod(payment.amount_paid),
        "billing_no_booked": booked.billing_no,
        "billing_no_told": payment.billing_no,
        "guid": payment.guid,
    }
    told = f"{payment.transaction}/{payment.amount_paid}/{payment.billing_no}"
    await raise_all(work, [Raised("conflicting-payment", told, facts)])
    raise ConflictingPayment(transaction=payment.transaction)

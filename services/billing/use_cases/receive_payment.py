"""Book a payment that the hub has taken: once, before it is answered."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.copies import establishment_by_payment_number
from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import PaymentReceived
from services.billing import ledger
from services.billing.gateways.mfep.messages import PaymentNotice
from services.billing.models.payments import HubPayment, PaymentException
from services.billing.queries import accounts, payments


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
    written = await work.session.execute(
        insert(HubPayment)
        .values(payment.model_dump())
        .on_conflict_do_nothing(index_elements=["transaction"])
        .returning(col(HubPayment.payment_id))
    )
    if written.one_or_none() is None:
        return await _repeated(work, payment)
    await _book(work, payment)
    return payment


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
    await _raise_to_treasurer(work, "conflicting-payment", told, facts)
    raise ConflictingPayment(transaction=payment.transaction)


async def _book(work: UnitOfWork, payment: HubPayment) -> None:
    owner = payment.establishment_id
    about = ledger.About("payment", payment.payment_id, payment.transaction, owner)
    account = ledger.SUSPENSE if owner is None else ledger.RECEIVABLE
    amount = payment.amount_paid
    await ledger.post(work, about, debit=ledger.BANK_HUB, credit=account, amount=amount)
    balance = None if owner is None else await accounts.balance(work, owner)
    work.publish(
        PaymentReceived(
            key_id=owner or payment.payment_id,
            payment_id=payment.payment_id,
            establishment_id=owner,
            amount_paid=jod(amount),
            balance_due=None if balance is None else jod(max(balance, 0)),
            received_at=work.now,
            value_on=payment.value_on,
        )
    )
    if owner is None:
        facts = {
            "transaction": payment.transaction,
            "billing_no": payment.billing_no,
            "service_type": payment.service_type,
            "amount": jod(amount),
        }
        await _raise_to_treasurer(work, "suspense", payment.transaction, facts)


async def _raise_to_treasurer(
    work: UnitOfWork, kind: str, fingerprint: str, facts: dict[str, Any]
) -> None:
    """Once per kind and fingerprint, however often the hub repeats itself."""
    await work.session.execute(
        insert(PaymentException)
        .values(
            exception_id=uuid7(),
            kind=kind,
            fingerprint=fingerprint,
            facts=facts,
            raised_at=work.now,
        )
        .on_conflict_do_nothing(index_elements=["kind", "fingerprint"])
    )

"""Payments onto the ledger: each once, whether a notice or a report told of it."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, bindparam, inspect, text
from sqlalchemy.dialects.postgresql import ARRAY, DATE, TEXT, insert
from sqlmodel import col

from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import PaymentReceived
from services.billing import ledger
from services.billing.exceptions import Raised, raise_all
from services.billing.models.payments import HubPayment
from services.billing.models.reconciliation import HeldReversal
from services.billing.queries import accounts, payments
from services.billing.reversal import REVERSED_BY_HUB, reverse

_PAGES = {"insertmanyvalues_page_size": 100}
"""Rows a statement: the driver keeps a statement of this size, and has it ready for the next."""

# The lock lets imports go on and makes a closing wait: either the closing matches this payment, or
# the payment sees that its day is closed.
_LATE_OR_HELD = text("""
with known as materialized (
  select day, state from reconciliation_day where day = any(:days) for key share
)
select transaction, 'held' as kind from held_reversal
where transaction = any(:transactions) and applied_at is null
union all
select told.transaction, 'late' from unnest(:transactions, :days) as told (transaction, day)
join known using (day) where state = 'closed'
""").bindparams(bindparam("transactions", type_=ARRAY(TEXT)), bindparam("days", type_=ARRAY(DATE)))


async def book(work: UnitOfWork, told: Sequence[HubPayment]) -> list[HubPayment]:
    """The payments that were not known before: written, posted, announced.

    Without an establishment the money waits in suspense. A reversal that was held for one of them
    is applied at once; one whose day is closed is raised to the treasurer.
    """
    booked = await _written(work, told)
    if not booked:
        return []
    await ledger.post_all(work, [_entry(payment) for payment in booked])
    await _announce(work, booked)
    await raise_all(work, [_without_owner(one) for one in booked if one.establishment_id is None])
    await _catch_up(work, booked)
    return booked


async def _written(work: UnitOfWork, told: Sequence[HubPayment]) -> list[HubPayment]:
    """Those whose transaction number was new."""
    # The table, not the class: rows of a class would be returned one by one.
    table = cast("Table", inspect(HubPayment).local_table)
    statement = (
        insert(table)
        .on_conflict_do_nothing(index_elements=["transaction"])
        .returning(col(HubPayment.payment_id))
    )
    written = await work.session.execute(
        statement, [one.model_dump() for one in told], execution_options=_PAGES
    )
    fresh = set(written.scalars())
    return [payment for payment in told if payment.payment_id in fresh]


def _entry(payment: HubPayment) -> ledger.Entry:
    owner = payment.establishment_id
    about = ledger.About("payment", payment.payment_id, payment.transaction, owner)
    account = ledger.SUSPENSE if owner is None else ledger.RECEIVABLE
    return ledger.Entry(about, ledger.BANK_HUB, account, payment.amount_paid)


async def _announce(work: UnitOfWork, booked: Sequence[HubPayment]) -> None:
    """`PaymentReceived` for each, with what is due after it."""
    owners = {payment.establishment_id for payment in booked} - {None}
    due = await accounts.balances(work, [one for one in owners if one]) if owners else {}
    events = []
    for payment in reversed(booked):
        owner = payment.establishment_id
        events.append(_received(work, payment, due[owner] if owner else None))
        if owner:
            due[owner] += payment.amount_paid  # what was due before it
    for event in reversed(events):
        work.publish(event)


def _received(work: UnitOfWork, payment: HubPayment, balance: int | None) -> PaymentReceived:
    return PaymentReceived(
        key_id=payment.key_id,
        payment_id=payment.payment_id,
        establishment_id=payment.establishment_id,
        amount_paid=jod(payment.amount_paid),
        balance_due=None if balance is None else jod(max(balance, 0)),
        received_at=work.now,
        value_on=payment.value_on,
    )


def _without_owner(payment: HubPayment) -> Raised:
    facts = {
        "transaction": payment.transaction,
        "billing_no": payment.billing_no,
        "service_type": payment.service_type,
        "amount": jod(payment.amount_paid),
    }
    return Raised("suspense", payment.transaction, facts, amount=payment.amount_paid, posted=True)


async def _catch_up(work: UnitOfWork, booked: Sequence[HubPayment]) -> None:
    """What had happened before the payment came: its reversal, the closing of its day."""
    by_transaction = {payment.transaction: payment for payment in booked}
    values = {
        "transactions": [*by_transaction],
        "days": [payment.value_on for payment in by_transaction.values()],
    }
    found = (await work.session.execute(_LATE_OR_HELD, values)).all()
    late = [by_transaction[row.transaction] for row in found if row.kind == "late"]
    await raise_all(work, [missing(payment) for payment in late])
    for row in found:
        if row.kind == "held":
            await _apply_held(work, by_transaction[row.transaction])


def missing(payment: HubPayment) -> Raised:
    """A payment of ours that the report of its day does not have."""
    facts = {
        "transaction": payment.transaction,
        "billing_no_ours": payment.billing_no,
        "amount_ours": jod(payment.amount_paid),
    }
    return Raised("ours-missing", payment.transaction, facts, day=payment.value_on)


async def _apply_held(work: UnitOfWork, told: HubPayment) -> None:
    held = await work.session.get(HeldReversal, told.transaction, with_for_update=True)
    assert held is not None, "it was just found"
    payment = await payments.payment_by_transaction(work, told.transaction)
    assert payment is not None, "it was just written"
    held.applied_at = work.now
    await work.session.flush()
    await reverse(work, payment, reason=REVERSED_BY_HUB, reported_on=held.day)

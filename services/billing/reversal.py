"""Payments taken back: by linked entries, and with everything that hung on them."""

from collections.abc import Collection
from datetime import date

from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import PaymentReversed
from services.billing import ledger
from services.billing.exceptions import reopen, settle
from services.billing.models.payments import HubPayment, PaymentException
from services.billing.queries import accounts, exceptions, payments
from services.billing.rules.settlement import between

REVERSED_BY_HUB = "reported as reversed by the hub"
_WAITED = frozenset({"suspense", "reversal-held"})
"""What was only waiting: for the owner of the payment, or for the payment itself."""
_LEFT_OVER = frozenset({"amount-differs", "reversed-here"})
"""Differences of a payment to the hub's report, which closed days left on the ledger."""


async def reverse(
    work: UnitOfWork, payment: HubPayment, *, reason: str, reported_on: date | None = None
) -> None:
    """Take a payment back: a new entry in the opposite direction, linked to the first.

    What it had paid is owed again; what had waited in suspense is gone from it.
    """
    original = await accounts.entry_about(work, "payment", payment.payment_id)
    payment.reversed_at, payment.reversal_reason = work.now, reason
    payment.reversal_reported_on = reported_on
    owner = payment.establishment_id
    about = ledger.About("reversal", payment.payment_id, payment.transaction, owner)
    account = ledger.SUSPENSE if owner is None else ledger.RECEIVABLE
    entry = ledger.Entry(
        about, account, ledger.BANK_HUB, payment.amount_paid, reverses=original.entry_id
    )
    await ledger.post_all(work, [entry])
    balance = None if owner is None else await accounts.balance(work, owner)
    work.publish(
        PaymentReversed(
            key_id=payment.key_id,
            payment_id=payment.payment_id,
            establishment_id=owner,
            amount_reversed=jod(payment.amount_paid),
            balance_due=None if balance is None else jod(max(balance, 0)),
            reason=reason,
            reversed_at=work.now,
        )
    )
    await _end(work, payment, _WAITED)
    await payments.settle_what_was_missing(work)
    if reported_on is not None:
        await release_differences(work, payment)


async def release_differences(work: UnitOfWork, payment: HubPayment) -> None:
    """Take out again what an earlier day left over of a payment that the hub now takes back.

    The hub takes back what it had reported, so its difference to our booking goes with it: out of
    suspense, or from whom the treasurer had assigned it to.
    """
    entries = []
    for raised in await _end(work, payment, _LEFT_OVER):
        owner = raised.establishment_id
        about = ledger.About("release", raised.exception_id, payment.transaction, owner)
        account = ledger.SUSPENSE if owner is None else ledger.RECEIVABLE
        move = between(account, ledger.BANK_HUB, raised.amount)
        assert move is not None, "what was posted is not nothing"
        entries.append(ledger.Entry(about, move.debit, move.credit, move.amount))
    await ledger.post_all(work, entries)


async def _end(
    work: UnitOfWork, payment: HubPayment, kinds: Collection[str]
) -> list[PaymentException]:
    """Settle what ends with the payment; a sum that one of them was set against is open again."""
    found, against = await exceptions.about(work, payment.transaction, kinds)
    ended = [one for one in found if _holds(one)]
    for raised in ended:
        settle(work, raised, "reversed")
    for raised in against:
        reopen(work, raised)
    return ended


def _holds(raised: PaymentException) -> bool:
    """Whether it waits, was set against another sum, or stands with whom it was assigned to.

    A payment that was assigned stands with its owner by itself.
    """
    if raised.settled_at is None:
        return raised.posted_at is not None or raised.kind == "reversal-held"
    return raised.resolution == "offset" or (
        raised.resolution == "assigned" and raised.kind in _LEFT_OVER
    )

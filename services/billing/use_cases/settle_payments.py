"""Announce the payments of a closed day as settled, some at a time."""

from datetime import date

from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import PaymentSettled
from services.billing.queries import payments

PAYMENTS_MAX = 500


async def settle_payments(work: UnitOfWork, day: date) -> int:
    """How many were announced; fewer than `PAYMENTS_MAX` means that none is left."""
    found = await payments.payments_to_settle(work, day, limit=PAYMENTS_MAX)
    for payment in found:
        payment.settled_on = day
        work.publish(
            PaymentSettled(
                key_id=payment.key_id,
                payment_id=payment.payment_id,
                establishment_id=payment.establishment_id,
                amount_paid=jod(payment.amount_paid),
                settled_on=day,
                settled_at=work.now,
            )
        )
        work.record(
            "money",
            "payment-settled",
            about=("payment", payment.transaction),
            establishment_id=payment.establishment_id,
            amount=jod(payment.amount_paid),
        )
    return len(found)

"""The hub's payments."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select, text
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import HubPayment, PaymentException

_REPORTED = text("""
update hub_payment set reported_on = :day, amount_reported = told.amount_paid
from hub_report_line as told
where told.import_id = :import_id and told.biller_code = :biller_code and told.status = 'paid'
  and told.difference is distinct from 'duplicate-line'
  and told.transaction = hub_payment.transaction and hub_payment.reported_on is null
""")
_FOUND_AFTER_ALL = text("""
update payment_exception as raised set settled_at = :now, resolution = 'gone'
from hub_payment as payment
where raised.kind = 'ours-missing' and raised.settled_at is null
  and payment.transaction = raised.fingerprint
  and (payment.reported_on is not null or payment.reversed_at is not null)
""")


async def payment_by_transaction(
    work: UnitOfWork, transaction: str, *, lock: bool = False
) -> HubPayment | None:
    """The payment that came under a transaction number of the hub."""
    query = select(HubPayment).where(col(HubPayment.transaction) == transaction)
    if lock:
        query = query.with_for_update()
    return (await work.session.execute(query)).scalar_one_or_none()


async def payments_by_id(work: UnitOfWork, ids: Collection[UUID]) -> list[HubPayment]:
    """These payments, locked, in a fixed order."""
    found = await work.session.execute(
        select(HubPayment)
        .where(col(HubPayment.payment_id) == any_(literal([*ids], ARRAY(Uuid))))
        .order_by(col(HubPayment.payment_id))
        .with_for_update()
    )
    return list(found.scalars())


async def payments_of(
    work: UnitOfWork, establishment_id: UUID, *, before: UUID | None, limit: int
) -> list[HubPayment]:
    """Payments of an establishment, newest first."""
    query = select(HubPayment).where(col(HubPayment.establishment_id) == establishment_id)
    if before is not None:
        query = query.where(col(HubPayment.payment_id) < before)
    newest = col(HubPayment.payment_id).desc()
    found = await work.session.execute(query.order_by(newest).limit(limit))
    return list(found.scalars())


async def exceptions(
    work: UnitOfWork, *, before: UUID | None, limit: int
) -> list[PaymentException]:
    """What the treasurer has to look at, newest first."""
    query = select(PaymentException)
    if before is not None:
        query = query.where(col(PaymentException.exception_id) < before)
    found = await work.session.execute(
        query.order_by(col(PaymentException.exception_id).desc()).limit(limit)
    )
    return list(found.scalars())


async def mark_reported(work: UnitOfWork, import_id: UUID, *, day: date, biller_code: int) -> None:
    """Write onto our payments which day's report has them, and with what amount."""
    values = {"import_id": import_id, "day": day, "biller_code": biller_code}
    await work.session.execute(_REPORTED, values)


async def settle_what_was_missing(work: UnitOfWork) -> None:
    """A payment that a later report has, or that was taken back, is missing no more."""
    await work.session.execute(_FOUND_AFTER_ALL, {"now": work.now})


async def payments_to_settle(work: UnitOfWork, day: date, *, limit: int) -> list[HubPayment]:
    """Payments of a closed day that have not been announced as settled, locked."""
    found = await work.session.execute(
        select(HubPayment)
        .where(
            col(HubPayment.reported_on) == day,
            col(HubPayment.settled_on).is_(None),
            col(HubPayment.reversed_at).is_(None),
        )
        .order_by(col(HubPayment.payment_id))
        .limit(limit)
        .with_for_update()
    )
    return list(found.scalars())

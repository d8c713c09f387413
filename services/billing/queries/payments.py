"""The hub's payments."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import HubPayment, PaymentException


async def payment_by_transaction(work: UnitOfWork, transaction: str) -> HubPayment | None:
    """The payment that came under a transaction number of the hub."""
    found = await work.session.execute(
        select(HubPayment).where(col(HubPayment.transaction) == transaction)
    )
    return found.scalar_one_or_none()


async def payments_of(
    work: UnitOfWork, establishment_id: UUID, *, after: UUID | None, limit: int
) -> list[HubPayment]:
    """Payments of an establishment, oldest first."""
    query = select(HubPayment).where(col(HubPayment.establishment_id) == establishment_id)
    if after is not None:
        query = query.where(col(HubPayment.payment_id) > after)
    found = await work.session.execute(query.order_by(col(HubPayment.payment_id)).limit(limit))
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

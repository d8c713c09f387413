"""Exceptions, what stands in suspense, and who may own them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from chassis.tables import GrantCopy
from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import PaymentException


async def open_on(work: UnitOfWork, day: date) -> list[PaymentException]:
    """What is not settled about a day, oldest first."""
    found = await work.session.execute(
        select(PaymentException)
        .where(col(PaymentException.day) == day, col(PaymentException.settled_at).is_(None))
        .order_by(col(PaymentException.exception_id))
    )
    return list(found.scalars())


async def exceptions_of(work: UnitOfWork, day: date, *, limit: int) -> list[PaymentException]:
    """The exceptions of a day, the open ones first, each oldest first."""
    found = await work.session.execute(
        select(PaymentException)
        .where(col(PaymentException.day) == day)
        .order_by(col(PaymentException.settled_at).is_not(None), col(PaymentException.exception_id))
        .limit(limit)
    )
    return list(found.scalars())


async def counted_on(work: UnitOfWork, day: date) -> int:
    """How many exceptions a day has in all."""
    found = await work.session.execute(select(func.count()).where(col(PaymentException.day) == day))
    return int(found.scalar_one())


async def one_exception(work: UnitOfWork, exception_id: UUID) -> PaymentException | None:
    """One exception, locked."""
    return await work.session.get(PaymentException, exception_id, with_for_update=True)


async def suspense(work: UnitOfWork) -> list[PaymentException]:
    """What stands in suspense, oldest first."""
    found = await work.session.execute(
        select(PaymentException)
        .where(
            col(PaymentException.posted_at).is_not(None),
            col(PaymentException.settled_at).is_(None),
            col(PaymentException.amount) != 0,
        )
        .order_by(col(PaymentException.exception_id))
    )
    return list(found.scalars())


async def treasurers(work: UnitOfWork) -> list[UUID]:
    """Accounts that hold the role of treasurer."""
    found = await work.session.execute(
        select(col(GrantCopy.account_id))
        .where(col(GrantCopy.role) == "treasurer", col(GrantCopy.ended_at).is_(None))
        .distinct()
        .order_by(col(GrantCopy.account_id))
    )
    return list(found.scalars())


async def about(
    work: UnitOfWork, transaction: str, kinds: Collection[str]
) -> tuple[list[PaymentException], list[PaymentException]]:
    """The exceptions of these kinds about a payment, and those set against one of them; locked."""
    theirs = select(col(PaymentException.exception_id)).where(
        col(PaymentException.fingerprint) == transaction, col(PaymentException.kind).in_(kinds)
    )
    own = col(PaymentException.exception_id).in_(theirs)
    found = await work.session.execute(
        select(PaymentException, own)
        .where(or_(own, col(PaymentException.offset_against).in_(theirs)))
        .order_by(col(PaymentException.exception_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = found.all()
    return [one for one, mine in rows if mine], [one for one, mine in rows if not mine]

"""Cover, closed months and invoices."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, text
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models.invoices import Closing, Cover, Invoice, InvoiceLine


def _touches(first: date, last: date) -> ColumnElement[bool]:
    return (col(Cover.started_on) <= last) & (
        or_(col(Cover.stopped_on).is_(None), col(Cover.stopped_on) >= first)
    )


async def cover_in(
    work: UnitOfWork, establishment_id: UUID, *, first: date, last: date
) -> list[Cover]:
    """Cover at an establishment on any day of a month."""
    found = await work.session.execute(
        select(Cover)
        .where(col(Cover.establishment_id) == establishment_id, _touches(first, last))
        .order_by(col(Cover.coverage_id))
    )
    return list(found.scalars())


async def establishments_with_cover(work: UnitOfWork, *, first: date, last: date) -> list[UUID]:
    """Everybody who had somebody covered on any day of a month."""
    found = await work.session.execute(
        select(col(Cover.establishment_id))
        .where(_touches(first, last))
        .distinct()
        .order_by(col(Cover.establishment_id))
    )
    return list(found.scalars())


async def closing(work: UnitOfWork, closing_id: UUID) -> Closing | None:
    """One closing."""
    return await work.session.get(Closing, closing_id)


async def next_invoice_number(work: UnitOfWork) -> str:
    """The number people know an invoice by."""
    found = await work.session.execute(text("select nextval('invoice_number')"))
    return str(found.scalar_one())


async def invoice_of_month(work: UnitOfWork, establishment_id: UUID, month: str) -> Invoice | None:
    """The invoice of an establishment for a month."""
    found = await work.session.execute(
        select(Invoice).where(
            col(Invoice.establishment_id) == establishment_id, col(Invoice.month) == month
        )
    )
    return found.scalar_one_or_none()


async def invoice(work: UnitOfWork, invoice_id: UUID) -> Invoice | None:
    """One invoice."""
    return await work.session.get(Invoice, invoice_id)


async def invoices_of(work: UnitOfWork, establishment_id: UUID) -> list[Invoice]:
    """Every invoice of an establishment, oldest month first: one a month."""
    found = await work.session.execute(
        select(Invoice)
        .where(col(Invoice.establishment_id) == establishment_id)
        .order_by(col(Invoice.month))
    )
    return list(found.scalars())


async def lines(
    work: UnitOfWork, invoice_id: UUID, *, after: UUID | None, limit: int
) -> list[InvoiceLine]:
    """Lines of an invoice in a fixed order."""
    query = select(InvoiceLine).where(col(InvoiceLine.invoice_id) == invoice_id)
    if after is not None:
        query = query.where(col(InvoiceLine.coverage_id) > after)
    found = await work.session.execute(query.order_by(col(InvoiceLine.coverage_id)).limit(limit))
    return list(found.scalars())

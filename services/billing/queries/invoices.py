"""Cover, closed months and invoices."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, or_, select, text, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from chassis.columns import among
from chassis.unit_of_work import UnitOfWork
from services.billing.models.invoices import (
    Closing,
    Cover,
    DeclaredWage,
    HeldRun,
    Invoice,
    InvoiceLine,
    Rehearsal,
)


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


async def documents_of_month(work: UnitOfWork, establishment_id: UUID, month: str) -> list[Invoice]:
    """The invoice of an establishment for a month with its adjustments, in the order of issue."""
    found = await work.session.execute(
        select(Invoice)
        .where(col(Invoice.establishment_id) == establishment_id, col(Invoice.month) == month)
        .order_by(col(Invoice.invoice_id))
    )
    return list(found.scalars())


async def invoice(work: UnitOfWork, invoice_id: UUID) -> Invoice | None:
    """One invoice."""
    return await work.session.get(Invoice, invoice_id)


async def invoices_of(work: UnitOfWork, establishment_id: UUID) -> list[Invoice]:
    """Every invoice and adjustment of an establishment, oldest month first."""
    found = await work.session.execute(
        select(Invoice)
        .where(col(Invoice.establishment_id) == establishment_id)
        .order_by(col(Invoice.month), col(Invoice.invoice_id))
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


async def billed_by_coverage(
    work: UnitOfWork, documents: Collection[UUID]
) -> dict[UUID, list[InvoiceLine]]:
    """Lines of some documents by period of cover, in the order of issue."""
    found = await work.session.execute(
        select(InvoiceLine)
        .where(among(col(InvoiceLine.invoice_id), documents, Uuid))
        .order_by(col(InvoiceLine.invoice_id))
    )
    lines_by: dict[UUID, list[InvoiceLine]] = {}
    for line in found.scalars():
        lines_by.setdefault(line.coverage_id, []).append(line)
    return lines_by


async def closed_months(work: UnitOfWork, establishment_id: UUID, *, since: str) -> list[str]:
    """Months from `since` on that were closed for an establishment, in their order."""
    found = await work.session.execute(
        select(col(Closing.month))
        .where(
            or_(
                col(Closing.establishment_id).is_(None),
                col(Closing.establishment_id) == establishment_id,
            ),
            col(Closing.month) >= since,
        )
        .distinct()
        .order_by(col(Closing.month))
    )
    return list(found.scalars())


async def declared_wages(work: UnitOfWork, coverage_ids: Collection[UUID]) -> list[DeclaredWage]:
    """Wages declared for some periods of cover."""
    found = await work.session.execute(
        select(DeclaredWage).where(among(col(DeclaredWage.coverage_id), coverage_ids, Uuid))
    )
    return list(found.scalars())


async def held_runs(work: UnitOfWork, establishment_id: UUID | None = None) -> list[HeldRun]:
    """Months that wait for wages, of one establishment or of all, oldest first."""
    query = select(HeldRun).where(col(HeldRun.released_at).is_(None))
    if establishment_id is not None:
        query = query.where(col(HeldRun.establishment_id) == establishment_id)
    found = await work.session.execute(query.order_by(col(HeldRun.month), col(HeldRun.held_at)))
    return list(found.scalars())


async def held_run(work: UnitOfWork, establishment_id: UUID, month: str) -> HeldRun | None:
    """A held month, released or not."""
    return await work.session.get(HeldRun, (establishment_id, month))


async def latest_rehearsal(
    work: UnitOfWork, establishment_id: UUID, month: str, *, covers: Collection[UUID]
) -> Rehearsal | None:
    """The newest rehearsal of a month whose every start came into force."""
    known = [str(one) for one in covers]
    found = await work.session.execute(
        select(Rehearsal)
        .where(
            col(Rehearsal.establishment_id) == establishment_id,
            col(Rehearsal.month) == month,
            type_coerce(col(Rehearsal.started), JSONB).contained_by(known),
        )
        .order_by(col(Rehearsal.rehearsed_at).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()

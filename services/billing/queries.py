"""Reads of billing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models import (
    Closing,
    Cover,
    HubPayment,
    Invoice,
    InvoiceLine,
    JournalEntry,
    LawParameter,
    PaymentException,
    Posting,
    RateRow,
)
from services.billing.rules.law import Rate, the_one


async def rates(work: UnitOfWork, *, scheme: str) -> list[Rate]:
    """Every rate of a scheme, of all times."""
    found = await work.session.execute(
        select(RateRow)
        .where(col(RateRow.scheme) == scheme)
        .order_by(col(RateRow.fund), col(RateRow.payer))
    )
    return [Rate(**row.model_dump(exclude={"scheme"})) for row in found.scalars()]


async def law_parameters(work: UnitOfWork, parameter: str | None = None) -> list[LawParameter]:
    """Every period of one limit, or of all."""
    query = select(LawParameter).order_by(
        col(LawParameter.parameter), col(LawParameter.effective_from)
    )
    if parameter is not None:
        query = query.where(col(LawParameter.parameter) == parameter)
    return list((await work.session.execute(query)).scalars())


async def limit(work: UnitOfWork, parameter: str, day: date) -> Decimal:
    """The value of a limit on a day; raises `LawNotKnown`."""
    return Decimal(the_one(parameter, await law_parameters(work, parameter), day).value)


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


async def balance(work: UnitOfWork, establishment_id: UUID) -> int:
    """What an establishment owes, in fils; below zero it has a credit."""
    found = await work.session.execute(
        select(
            func.coalesce(func.sum(col(Posting.amount_debit) - col(Posting.amount_credit)), 0)
        ).where(col(Posting.establishment_id) == establishment_id)
    )
    return int(found.scalar_one())


async def paid_by(work: UnitOfWork, establishment_id: UUID) -> int:
    """All that an establishment has paid, in fils."""
    found = await work.session.execute(
        select(func.coalesce(func.sum(col(Posting.amount_credit)), 0)).where(
            col(Posting.establishment_id) == establishment_id
        )
    )
    return int(found.scalar_one())


async def trial_balance(work: UnitOfWork) -> list[tuple[str, int, int]]:
    """Every account with the sums of its debits and credits, in fils."""
    found = await work.session.execute(
        select(
            col(Posting.account),
            func.sum(col(Posting.amount_debit)),
            func.sum(col(Posting.amount_credit)),
        )
        .group_by(col(Posting.account))
        .order_by(col(Posting.account))
    )
    return [(row[0], int(row[1]), int(row[2])) for row in found]


async def ledger_of(
    work: UnitOfWork, establishment_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[tuple[JournalEntry, list[Posting]]]:
    """Entries of an establishment with their postings, oldest first."""
    query = select(JournalEntry).where(col(JournalEntry.establishment_id) == establishment_id)
    if after is not None:
        query = query.where(col(JournalEntry.entry_id) > after)
    found = await work.session.execute(query.order_by(col(JournalEntry.entry_id)).limit(limit))
    entries = list(found.scalars())
    postings = await work.session.execute(
        select(Posting).where(col(Posting.entry_id).in_([one.entry_id for one in entries]))
    )
    by_entry: dict[UUID, list[Posting]] = {one.entry_id: [] for one in entries}
    for posting in postings.scalars():
        by_entry[posting.entry_id].append(posting)
    return [(one, by_entry[one.entry_id]) for one in entries]


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

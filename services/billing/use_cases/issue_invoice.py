"""Assess a month of an establishment: lines, invoice, ledger, and the word to everybody."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.clock import month_bounds, month_of
from chassis.copies import known_establishment
from chassis.ids import uuid7
from chassis.money import fils_of_decimal, jod
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import InvoiceIssued
from services.billing import ledger
from services.billing.models.invoices import Cover, Invoice, InvoiceLine
from services.billing.queries import invoices, law
from services.billing.rules.contributions import Contribution, Part, contribution
from services.billing.rules.law import in_force
from services.billing.rules.months import charged

ROUNDING = "half-up-per-part"


async def issue_invoice(work: UnitOfWork, establishment_id: UUID, month: str) -> Invoice | None:
    """The invoice; None if the month is assessed already, not over, or has nobody to charge."""
    establishment = await known_establishment(work, establishment_id)
    first, last = month_bounds(month)
    if work.today(establishment) <= last:
        return None
    if await invoices.invoice_of_month(work, establishment_id, month) is not None:
        return None
    assessed = await _assessed(work, establishment, first, last)
    if not assessed:
        return None
    invoice = await _invoice(work, establishment, month, assessed)
    work.session.add(invoice)
    await work.session.flush()  # lines refer to their invoice
    work.session.add_all(_line(invoice, cover, owed) for cover, owed in assessed)
    about = ledger.About("invoice", invoice.invoice_id, invoice.number, establishment_id)
    await ledger.post(
        work,
        about,
        debit=ledger.RECEIVABLE,
        credit=ledger.CONTRIBUTIONS,
        amount=invoice.amount_due,
    )
    values = invoice.model_dump(exclude={"amount_due", "issued_at"})
    work.publish(InvoiceIssued(**values, amount_due=jod(invoice.amount_due)))
    return invoice


async def _assessed(
    work: UnitOfWork, establishment: EstablishmentCopy, first: date, last: date
) -> list[tuple[Cover, Contribution]]:
    rates = in_force(await law.rates(work, scheme=establishment.rate_scheme), first)
    ceiling = fils_of_decimal(await law.limit(work, "wage_ceiling", first))
    days_min = int(await law.limit(work, "charged_days_min", first))
    covers = await invoices.cover_in(work, establishment.establishment_id, first=first, last=last)
    return [
        (
            cover,
            contribution(
                cover.amount_wage, hazardous=cover.hazardous, rates=rates, ceiling=ceiling
            ),
        )
        for cover in covers
        if charged(cover.started_on, cover.stopped_on, first=first, last=last, days_min=days_min)
    ]


async def _invoice(
    work: UnitOfWork,
    establishment: EstablishmentCopy,
    month: str,
    assessed: Sequence[tuple[Cover, Contribution]],
) -> Invoice:
    return Invoice(
        invoice_id=uuid7(),
        number=await invoices.next_invoice_number(work),
        establishment_id=establishment.establishment_id,
        month=month,
        workers=len({cover.person_id for cover, _ in assessed}),
        amount_due=sum(owed.total for _, owed in assessed),
        issued_on=work.today(establishment),
        due_on=await _due_on(work, month),
        issued_at=work.now,
    )


async def _due_on(work: UnitOfWork, month: str) -> date:
    """The day of the following month that the law names (B)."""
    _, last = month_bounds(month)
    following = date.fromordinal(last.toordinal() + 1)
    first, _ = month_bounds(month_of(following))
    return first.replace(day=int(await law.limit(work, "due_day", first)))


def _line(invoice: Invoice, cover: Cover, owed: Contribution) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice.invoice_id,
        coverage_id=cover.coverage_id,
        person_id=cover.person_id,
        amount_wage=cover.amount_wage,
        amount_base=owed.base,
        wage_source={
            "kind": "joining",
            "effective_on": cover.started_on.isoformat(),
            "coverage_id": str(cover.coverage_id),
        },
        hazardous=cover.hazardous,
        amount_worker=owed.worker,
        amount_employer=owed.employer,
        rate_version=owed.version,
        rounding=ROUNDING,
        parts=[_part(part) for part in owed.parts],
    )


def _part(part: Part) -> dict[str, Any]:
    return {
        "fund": part.fund,
        "payer": part.payer,
        "rate": f"{part.percent:f}",
        "amount": jod(part.amount),
        "article": part.article,
        "mark": part.mark,
    }

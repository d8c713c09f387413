"""Writing what an establishment owes: an invoice or an adjustment, its lines and its posting."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.clock import month_bounds, month_of
from chassis.ids import uuid7
from chassis.money import jod
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from services.billing import ledger
from services.billing.assessment import Charge
from services.billing.models.invoices import Invoice, InvoiceLine
from services.billing.queries import invoices, law
from services.billing.rules.contributions import Part

ROUNDING = "half-up-per-part"


async def new_document(
    work: UnitOfWork,
    establishment: EstablishmentCopy,
    month: str,
    lines: Sequence[InvoiceLine],
    **more: Any,
) -> Invoice:
    """Write the document (an invoice unless `more` says otherwise) and post what it is about.

    An invoice is due in the month after the charged one, an adjustment in the month after its own
    issue (C).
    """
    issued_on = work.today(establishment)
    billed_month = month_of(issued_on) if more.get("kind") == "adjustment" else month
    document = Invoice(
        invoice_id=uuid7(),
        number=await invoices.next_invoice_number(work),
        establishment_id=establishment.establishment_id,
        month=month,
        workers=len({line.person_id for line in lines}),
        amount_due=sum(line.difference for line in lines),
        issued_on=issued_on,
        due_on=await _due_on(work, billed_month),
        issued_at=work.now,
        **more,
    )
    work.session.add(document)
    await work.session.flush()  # lines refer to their document
    for line in lines:
        line.invoice_id = document.invoice_id
    work.session.add_all(lines)
    await _post(work, document)
    return document


async def _post(work: UnitOfWork, document: Invoice) -> None:
    if document.amount_due == 0:
        return  # an adjustment whose lines cancel each other out moves no money
    kind: Any = document.kind
    about = ledger.About(kind, document.invoice_id, document.number, document.establishment_id)
    owed, earned = ledger.RECEIVABLE, ledger.CONTRIBUTIONS
    debit, credit = (owed, earned) if document.amount_due > 0 else (earned, owed)
    amount = abs(document.amount_due)
    await ledger.post(work, about, debit=debit, credit=credit, amount=amount)


async def _due_on(work: UnitOfWork, month: str) -> date:
    """The day that the law names (B), in the month after a given one."""
    _, last = month_bounds(month)
    following = date.fromordinal(last.toordinal() + 1)
    return following.replace(day=int(await law.limit(work, "due_day", following)))


def line_of(charge: Charge, before: tuple[int, int] = (0, 0)) -> InvoiceLine:
    """The line of a charge; `before` is what worker and employer were billed already (fils)."""
    cover, owed = charge.cover, charge.owed
    return InvoiceLine(
        coverage_id=cover.coverage_id,
        person_id=cover.person_id,
        amount_wage=charge.wage.amount,
        amount_base=owed.base,
        wage_source={**charge.wage.source(), "coverage_id": str(cover.coverage_id)},
        hazardous=cover.hazardous,
        amount_worker=owed.worker,
        amount_employer=owed.employer,
        amount_worker_before=before[0],
        amount_employer_before=before[1],
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

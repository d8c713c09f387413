"""Assess a month of an establishment: lines, invoice, ledger, and the word to everybody."""

from typing import Any
from uuid import UUID

from chassis.clock import month_bounds
from chassis.copies import known_establishment
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import InvoiceIssued
from services.billing.assessment import Assessment, assess, hold_establishment
from services.billing.clearance import decide_clearance
from services.billing.documents import line_of, new_document
from services.billing.holding import hold, release
from services.billing.models.invoices import Invoice, Rehearsal
from services.billing.queries import invoices
from services.billing.rules.rehearsals import differences


async def issue_invoice(work: UnitOfWork, establishment_id: UUID, month: str) -> Invoice | None:
    """The invoice; None if the month is billed already, not over, held, or has nobody to charge.

    A month with a worker whose wage is missing is held as a whole: it goes on by itself when the
    wages are declared.
    """
    await hold_establishment(work, establishment_id)
    establishment = await known_establishment(work, establishment_id)
    _, last = month_bounds(month)
    if work.today(establishment) <= last:
        return None
    if await invoices.documents_of_month(work, establishment_id, month):
        return None
    assessment = await assess(work, establishment, month)
    if assessment.missing:
        await hold(work, establishment_id, month, assessment.missing)
        return None
    released = await release(work, establishment_id, month)
    if not assessment.charges:
        if released:
            await decide_clearance(work, establishment_id)
        return None
    invoice = await new_document(
        work,
        establishment,
        month,
        [line_of(charge) for charge in assessment.charges],
        rehearsal=await _compared(work, establishment_id, month, assessment),
    )
    values = invoice.model_dump(exclude={"amount_due", "issued_at"})
    work.publish(InvoiceIssued(**values, amount_due=jod(invoice.amount_due)))
    return invoice


async def _compared(
    work: UnitOfWork, establishment_id: UUID, month: str, assessment: Assessment
) -> dict[str, Any] | None:
    """What the last rehearsal of the month had said, and what differs from it."""
    covers = [charge.cover.coverage_id for charge in assessment.charges]
    told: Rehearsal | None = await invoices.latest_rehearsal(
        work, establishment_id, month, covers=covers
    )
    if told is None:
        return None
    return {
        "rehearsal_id": str(told.rehearsal_id),
        "amount_rehearsed": jod(told.amount_after),
        "difference": jod(assessment.total - told.amount_after),
        "changes": differences(told.totals, assessment.totals()),
    }

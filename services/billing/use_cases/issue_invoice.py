"""Assess a month of an establishment: lines, invoice, ledger, and the word to everybody."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.clock import month_bounds
from chassis.copies import known_establishment
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import InvoiceIssued
from services.billing.assessment import Assessment, assess, hold_establishment
from services.billing.documents import line_of, new_document
from services.billing.models.invoices import HeldRun, Invoice, Rehearsal
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
        await _hold(work, establishment_id, month, assessment)
        return None
    await _release(work, establishment_id, month)
    if not assessment.charges:
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


async def _hold(
    work: UnitOfWork, establishment_id: UUID, month: str, assessment: Assessment
) -> None:
    ids = sorted(str(cover.coverage_id) for cover in assessment.missing)
    held = HeldRun(
        establishment_id=establishment_id, month=month, coverage_ids=ids, held_at=work.now
    )
    await work.session.execute(
        insert(HeldRun)
        .values(held.model_dump())
        .on_conflict_do_update(
            index_elements=["establishment_id", "month"],
            set_={"coverage_ids": ids, "released_at": None},
        )
    )
    work.record(
        "money",
        "month-held",
        about=("month", month),
        establishment_id=establishment_id,
        missing_wages=len(ids),
    )


async def _release(work: UnitOfWork, establishment_id: UUID, month: str) -> None:
    held = await invoices.held_run(work, establishment_id, month)
    if held is not None:
        held.released_at = work.now


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

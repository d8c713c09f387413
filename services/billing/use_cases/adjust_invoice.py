"""Assess a billed month anew: what changed becomes an adjustment that names its cause."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.copies import known_establishment
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import InvoiceAdjusted
from services.billing.assessment import Assessment, Charge, assess, hold_establishment
from services.billing.clearance import decide_clearance
from services.billing.documents import line_of, new_document
from services.billing.holding import hold, release
from services.billing.models.invoices import Invoice, InvoiceLine
from services.billing.queries import invoices


async def adjust_invoice(
    work: UnitOfWork, establishment_id: UUID, month: str, *, cause: dict[str, Any]
) -> Invoice | None:
    """The adjustment; None if the month was never billed or nothing of it changed.

    A worker whose wage has become missing keeps what he was billed; one who was never billed
    holds the month until his wage is declared. `cause` has a `kind` and the number of the batch or
    file.
    """
    await hold_establishment(work, establishment_id)
    documents = await invoices.documents_of_month(work, establishment_id, month)
    if not documents:
        return None
    establishment = await known_establishment(work, establishment_id)
    assessment = await assess(work, establishment, month)
    billed = await invoices.billed_by_coverage(work, [one.invoice_id for one in documents])
    await _hold_or_release(work, establishment_id, month, assessment, billed)
    kept = {cover.coverage_id for cover in assessment.missing}
    lines = [
        *_changed(assessment.charges, billed),
        *_withdrawn(assessment.charges, billed, kept),
    ]
    if not lines:
        return None
    adjustment = await new_document(
        work,
        establishment,
        month,
        lines,
        kind="adjustment",
        adjusts_id=documents[0].invoice_id,
        cause=cause,
    )
    _announce(work, adjustment)
    return adjustment


async def _hold_or_release(
    work: UnitOfWork,
    establishment_id: UUID,
    month: str,
    assessment: Assessment,
    billed: Mapping[UUID, object],
) -> None:
    """A billed month that lacks somebody's wage is held too: what is owed for it is not known."""
    unknown = [cover for cover in assessment.missing if cover.coverage_id not in billed]
    if unknown:
        await hold(work, establishment_id, month, unknown)
    elif await release(work, establishment_id, month):
        await decide_clearance(work, establishment_id)


def _changed(charges: Sequence[Charge], billed: dict[UUID, list[InvoiceLine]]) -> list[InvoiceLine]:
    """Lines of workers who are charged otherwise than they were, or were not charged before."""
    lines = [
        line_of(charge, _billed(billed.get(charge.cover.coverage_id, ()))) for charge in charges
    ]
    return [line for line in lines if line.difference]


def _withdrawn(
    charges: Sequence[Charge], billed: dict[UUID, list[InvoiceLine]], kept: set[UUID]
) -> list[InvoiceLine]:
    """Lines of workers who were charged and should not have been: all of it is taken back."""
    charged = {charge.cover.coverage_id for charge in charges} | kept
    lines = []
    for coverage_id, earlier in billed.items():
        worker, employer = _billed(earlier)
        if coverage_id in charged or not worker + employer:
            continue
        nothing = {
            "amount_worker": 0,
            "amount_employer": 0,
            "amount_worker_before": worker,
            "amount_employer_before": employer,
            "parts": [],
        }
        lines.append(InvoiceLine(**{**earlier[-1].model_dump(), **nothing}))
    return lines


def _billed(lines: Sequence[InvoiceLine]) -> tuple[int, int]:
    """What worker and employer were billed in all: the newest line tells (fils)."""
    if not lines:
        return 0, 0
    return lines[-1].amount_worker, lines[-1].amount_employer


def _announce(work: UnitOfWork, adjustment: Invoice) -> None:
    cause = adjustment.cause or {}
    carried = {"invoice_id", "number", "establishment_id", "month", "issued_on", "due_on"}
    work.publish(
        InvoiceAdjusted(
            **adjustment.model_dump(include=carried | {"adjusts_id"}),
            amount_difference=jod(adjustment.amount_due),
            cause=cause["kind"],
            cause_number=cause.get("number"),
        )
    )

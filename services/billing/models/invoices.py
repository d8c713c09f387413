"""Copied cover and wages, closed months, and the invoices made of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from chassis import columns
from services.billing.models import BillingTable


class Cover(BillingTable, table=True):
    """A period of cover as movements announced it; `stopped_on` is the last day covered."""

    coverage_id: UUID = columns.primary_id()
    establishment_id: UUID
    person_id: UUID
    started_on: date = columns.day()
    stopped_on: date | None = columns.day_or_none()
    amount_wage: int = columns.money()
    hazardous: bool


class Closing(BillingTable, table=True):
    """A month closed for one establishment, or for all. States: running, done."""

    closing_id: UUID = columns.primary_id()
    month: str
    establishment_id: UUID | None = None
    state: str = "running"
    establishments_total: int = 0
    establishments_done: int = 0
    started_by: UUID
    started_at: datetime = columns.instant()
    finished_at: datetime | None = columns.instant_or_none()


class DeclaredWage(BillingTable, table=True):
    """A wage that payroll announced for a period of cover; the latest file of a day counts."""

    __tablename__ = "declared_wage"

    coverage_id: UUID = columns.primary_id()
    effective_from: date = Field(primary_key=True)
    establishment_id: UUID
    amount_wage: int = columns.money()
    file_id: UUID
    number: str
    declared_at: datetime = columns.instant()


class HeldRun(BillingTable, table=True):
    """A month of an establishment that cannot be assessed: the wage of some workers is missing."""

    __tablename__ = "held_run"

    establishment_id: UUID = columns.primary_id()
    month: str = Field(primary_key=True)
    coverage_ids: list[Any] = columns.document()
    held_at: datetime = columns.instant()
    released_at: datetime | None = columns.instant_or_none()


class Rehearsal(BillingTable, table=True):
    """What a batch would have made of a month when it was rehearsed; totals by period of cover."""

    rehearsal_id: UUID = columns.primary_id()
    establishment_id: UUID
    month: str
    amount_after: int = columns.money()
    started: list[Any] = columns.document()
    totals: dict[str, int] = columns.document()
    rehearsed_at: datetime = columns.instant()


class Invoice(BillingTable, table=True):
    """What an establishment owes for a month: the invoice, or an adjustment of it (fils).

    An invoice is never changed. An adjustment holds the difference to what was billed before,
    below zero for a credit, and names its cause.
    """

    invoice_id: UUID = columns.primary_id()
    number: str
    kind: str = "invoice"
    establishment_id: UUID
    month: str
    adjusts_id: UUID | None = None
    cause: dict[str, Any] | None = columns.document_or_none()
    rehearsal: dict[str, Any] | None = columns.document_or_none()
    workers: int
    amount_due: int = columns.money()
    issued_on: date = columns.day()
    due_on: date = columns.day()
    issued_at: datetime = columns.instant()


class InvoiceLine(BillingTable, table=True):
    """One worker's month, with everything that explains its figures (fils).

    On an adjustment the amounts `before` are what had been billed; what is owed is the rest.
    """

    __tablename__ = "invoice_line"

    invoice_id: UUID = columns.primary_id()
    coverage_id: UUID = columns.primary_id()
    person_id: UUID
    amount_wage: int = columns.money()
    amount_base: int = columns.money()
    wage_source: dict[str, Any] = columns.document()
    hazardous: bool
    amount_worker: int = columns.money()
    amount_employer: int = columns.money()
    amount_worker_before: int = columns.money()
    amount_employer_before: int = columns.money()
    rate_version: str
    rounding: str
    parts: list[Any] = columns.document()

    @property
    def difference(self) -> int:
        """What this line adds to what was billed before, in fils."""
        after = self.amount_worker + self.amount_employer
        return after - self.amount_worker_before - self.amount_employer_before

"""Copied cover, closed months, and the invoices made of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

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


class Invoice(BillingTable, table=True):
    """The contributions of an establishment for a month."""

    invoice_id: UUID = columns.primary_id()
    number: str
    establishment_id: UUID
    month: str
    workers: int
    amount_due: int = columns.money()
    issued_on: date = columns.day()
    due_on: date = columns.day()
    issued_at: datetime = columns.instant()


class InvoiceLine(BillingTable, table=True):
    """One worker's month, with everything that explains its figures."""

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
    rate_version: str
    rounding: str
    parts: list[Any] = columns.document()

"""What an establishment owes and has paid."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.billing.schemas import SentenceView


class InvoiceView(BaseModel):
    """An invoice and what was paid on it (the oldest invoice is paid first)."""

    invoice_id: UUID
    number: str
    establishment_id: UUID
    month: str
    workers: int
    amount_due: str
    amount_paid: str
    balance_due: str
    state: Literal["due", "paid"]
    issued_on: date
    due_on: date


class BillView(BaseModel):
    """What an establishment owes in all, and under which number it pays."""

    establishment_id: UUID
    payment_number: str
    balance_due: str
    credit: str
    open_invoices: list[InvoiceView]


class PartView(BaseModel):
    """What one payer owes one fund; rate in per cent of the counted wage."""

    fund: str
    payer: Literal["worker", "employer"]
    rate: str
    amount: str
    article: str
    mark: Literal["A", "B", "C"]


class LineView(BaseModel):
    """One worker's month and everything that explains it."""

    coverage_id: UUID
    person_id: UUID
    month: str
    wage: str
    counted_wage: str
    wage_source: dict[str, Any]
    hazardous: bool
    worker_share: str
    employer_share: str
    total: str
    rate_version: str
    rounding: SentenceView
    parts: list[PartView]


class PaymentView(BaseModel):
    """A payment through the bill hub."""

    payment_id: UUID
    amount_paid: str
    channel: str | None
    method: str | None
    hub_transaction: str
    received_at: datetime
    value_on: date


class LedgerEntryView(BaseModel):
    """An entry of the ledger."""

    entry_id: UUID
    at: datetime
    kind: Literal["invoice", "payment", "reversal", "assignment", "release"]
    number: str
    debit_account: str
    credit_account: str
    amount: str

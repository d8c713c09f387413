"""What an establishment owes and has paid."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.billing.schemas import SentenceView


class CauseView(BaseModel):
    """Why a billed month was assessed anew: by which file, or because cover changed."""

    kind: Literal["wages-declared", "coverage-changed"]
    number: str | None = None


class ChangeView(BaseModel):
    """One worker who is charged otherwise than rehearsed."""

    kind: Literal["added", "removed", "changed"]
    coverage_id: UUID
    amount: str


class RehearsalView(BaseModel):
    """What a rehearsal had said of the month, the bill's difference to it, and what made it."""

    rehearsal_id: UUID
    amount_rehearsed: str
    difference: str
    changes: list[ChangeView]


class HeldView(BaseModel):
    """A month that cannot be billed yet: the wages of some workers are missing."""

    month: str
    missing_wages: int
    held_at: datetime


class InvoiceView(BaseModel):
    """An invoice or an adjustment of one, and what was paid on it (the oldest month first).

    An adjustment names the invoice it adjusts and its cause; below zero it is a credit.
    `rehearsal` says what the last rehearsal of the month had come to, and what changed since.
    """

    invoice_id: UUID
    number: str
    kind: Literal["invoice", "adjustment"]
    adjusts_id: UUID | None
    cause: CauseView | None
    rehearsal: RehearsalView | None
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
    held: list[HeldView]


class PartView(BaseModel):
    """What one payer owes one fund; rate in per cent of the counted wage."""

    fund: str
    payer: Literal["worker", "employer"]
    rate: str
    amount: str
    article: str
    mark: Literal["A", "B", "C"]


class LineView(BaseModel):
    """One worker's month and everything that explains it.

    On an adjustment `before` is what had been billed, and `difference` what this line adds to it.
    """

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
    before: str
    difference: str
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
    kind: Literal["invoice", "adjustment", "payment", "reversal", "assignment", "release"]
    number: str
    debit_account: str
    credit_account: str
    amount: str

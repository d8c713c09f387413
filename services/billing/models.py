"""Tables of billing: the law's figures, copied cover, invoices, the ledger, the hub's payments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from chassis import columns


class BillingTable(SQLModel):
    """Base: a metadata of billing's own."""

    metadata = MetaData()


class RateRow(BillingTable, table=True):
    """A contribution rate over a period."""

    __tablename__ = "rate"

    version: str = Field(primary_key=True)
    scheme: str
    fund: str = Field(primary_key=True)
    payer: str = Field(primary_key=True)
    percent: Decimal
    hazardous_only: bool
    effective_from: date = columns.day()
    effective_to: date | None = columns.day_or_none()
    article: str
    mark: str


class LawParameter(BillingTable, table=True):
    """A limit of the law over a period; amounts are JOD with three decimals."""

    __tablename__ = "law_parameter"

    parameter: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    value: str
    unit: str
    legal_basis: str
    mark: str
    announced_at: datetime | None = columns.instant_or_none()


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


class JournalEntry(BillingTable, table=True):
    """One business fact on the ledger; its postings balance. Never changed."""

    __tablename__ = "journal_entry"

    entry_id: UUID = columns.primary_id()
    at: datetime = columns.instant()
    kind: str
    about_id: UUID
    number: str
    establishment_id: UUID | None = None


class Posting(BillingTable, table=True):
    """One side of an entry; exactly one of debit and credit is above zero (fils)."""

    entry_id: UUID = columns.primary_id()
    account: str = Field(primary_key=True)
    establishment_id: UUID | None = None
    amount_debit: int = columns.money()
    amount_credit: int = columns.money()


class HubPayment(BillingTable, table=True):
    """A payment the hub told us of, once per transaction number."""

    __tablename__ = "hub_payment"

    payment_id: UUID = columns.primary_id()
    transaction: str
    billing_no: str
    service_type: str
    establishment_id: UUID | None = None
    amount_paid: int = columns.money()
    process_at: datetime = columns.instant()
    value_on: date = columns.day()
    bank_code: int
    bank_trx: str
    method: str | None = None
    channel: str | None = None
    guid: str
    received_at: datetime = columns.instant()


class PaymentException(BillingTable, table=True):
    """Something about a payment that the treasurer has to look at."""

    __tablename__ = "payment_exception"

    exception_id: UUID = columns.primary_id()
    kind: str
    fingerprint: str
    facts: dict[str, Any] = columns.document()
    raised_at: datetime = columns.instant()
    settled_at: datetime | None = columns.instant_or_none()

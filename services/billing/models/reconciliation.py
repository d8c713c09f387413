"""Settlement days: the files about them, their lines, the days themselves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from chassis import columns
from services.billing.models import BillingTable


class ImportProfile(BillingTable, table=True):
    """How a party writes its files, over a period (`gateways/reports/profiles.py`)."""

    __tablename__ = "import_profile"

    name: str = Field(primary_key=True)
    kind: str
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    definition: dict[str, Any] = columns.document()
    source: str
    mark: str


class ReconciliationImport(BillingTable, table=True):
    """An uploaded file. States: checking, ready or refused, imported. Findings are its verdict."""

    __tablename__ = "reconciliation_import"

    import_id: UUID = columns.primary_id()
    kind: str
    profile: str
    file_name: str
    file_hash: str
    state: str = "checking"
    refusal: dict[str, Any] | None = columns.document_or_none()
    day: date | None = columns.day_or_none()
    lines: int = 0
    amount_total: int = columns.money()
    amount_opening: int | None = columns.money_or_none()
    amount_closing: int | None = columns.money_or_none()
    findings: list[Any] = columns.document()
    uploaded_by: UUID
    uploaded_at: datetime = columns.instant()
    checked_at: datetime | None = columns.instant_or_none()
    imported_by: UUID | None = None
    imported_at: datetime | None = columns.instant_or_none()


class HubReportLine(BillingTable, table=True):
    """A line of the hub's report; `difference` names what matching found, null if nothing."""

    __tablename__ = "hub_report_line"

    import_id: UUID = columns.primary_id()
    line: int = Field(primary_key=True)
    transaction: str
    bank_trx: str
    billing_no: str
    amount_paid: int = columns.money()
    amount_fees: int = columns.money()
    process_at: datetime = columns.instant()
    bank_code: int
    biller_code: int
    status: str
    difference: str | None = None


class BankEntry(BillingTable, table=True):
    """A movement of the settlement account in fils, credits above zero.

    `settles_on` is the hub's day its text names, `counts_on` the day it was counted for.
    """

    __tablename__ = "bank_entry"

    import_id: UUID = columns.primary_id()
    line: int = Field(primary_key=True)
    reference: str
    booked_on: date = columns.day()
    amount: int = columns.money()
    text: str
    settles_on: date | None = columns.day_or_none()
    counts_on: date | None = columns.day_or_none()


class ReconciliationDay(BillingTable, table=True):
    """A settlement day of an account. States: open, closed. Amounts (fils) as it was closed."""

    __tablename__ = "reconciliation_day"

    day_id: UUID = columns.primary_id()
    day: date = columns.day()
    account: str
    state: str = "open"
    report_import_id: UUID | None = None
    statement_import_id: UUID | None = None
    amount_ledger: int | None = columns.money_or_none()
    amount_hub: int | None = columns.money_or_none()
    amount_bank: int | None = columns.money_or_none()
    closed_by: UUID | None = None
    closed_at: datetime | None = columns.instant_or_none()


class HeldReversal(BillingTable, table=True):
    """A reversal that the hub reported before we heard of the payment."""

    __tablename__ = "held_reversal"

    transaction: str = Field(primary_key=True)
    import_id: UUID
    day: date = columns.day()
    held_at: datetime = columns.instant()
    applied_at: datetime | None = columns.instant_or_none()

"""Settlement days, the files about them, and what differs. Amounts are JOD with three decimals."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Kind = Literal["hub-report", "bank-statement"]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RefusalView(BaseModel):
    """Why a file as a whole was not accepted, and the way out."""

    code: str
    ar: str
    en: str
    fix_ar: str | None = None
    fix_en: str | None = None


class ProfileView(BaseModel):
    """A mapping profile in force: how a party writes its files."""

    name: str
    kind: Kind
    effective_from: date
    source: str
    mark: Literal["A", "B", "C"]


class ProfilesView(BaseModel):
    """The mapping profiles in force."""

    items: list[ProfileView]


class FindingView(BaseModel):
    """How many lines of a file are of one kind, and over what amount."""

    kind: str
    count: int
    amount: str


class ImportView(BaseModel):
    """An uploaded file and its verdict; nothing counts before it is `imported`."""

    import_id: UUID
    kind: Kind
    profile: str
    file_name: str
    file_hash: str
    state: Literal["checking", "ready", "refused", "imported"]
    refusal: RefusalView | None
    day: date | None
    lines: int
    amount_total: str
    amount_opening: str | None
    amount_closing: str | None
    findings: list[FindingView]
    uploaded_at: datetime
    checked_at: datetime | None
    imported_at: datetime | None


class ImportedView(BaseModel):
    """An imported file. `already`: the same content counted before, nothing changed."""

    import_id: UUID
    kind: Kind
    day: date
    file_hash: str
    already: bool


class DifferingLineView(BaseModel):
    """A line of a report in which something differs."""

    line: int
    difference: str
    transaction: str
    billing_no: str
    amount: str
    status: Literal["paid", "reversed"]


class DayRowView(BaseModel):
    """A day in the list; `differences` are those that still need an explanation."""

    day: date
    state: Literal["open", "closed"]
    has_report: bool
    has_statement: bool
    differences: int
    amount_ledger: str
    closed_at: datetime | None


class LegView(BaseModel):
    """One leg of a day; without an amount its file is not in yet."""

    leg: Literal["ledger", "hub", "bank"]
    amount: str | None
    lines: int


class DifferenceView(BaseModel):
    """A named exception with its age, its owner and its explanation."""

    exception_id: UUID
    kind: str
    facts: dict[str, Any]
    ar: str
    en: str
    day: date | None
    amount: str
    in_suspense: bool
    raised_at: datetime
    age_days: int
    owner: UUID | None
    explanation: str | None
    explained_at: datetime | None
    settled_at: datetime | None
    resolution: str | None


class BankEntryView(BaseModel):
    """A movement of the settlement account; `counts_on` is the day it was counted for."""

    line: int
    reference: str
    booked_on: date
    amount: str
    text: str
    counts_on: date | None


class DayView(BaseModel):
    """A settlement day with its three legs. `between` is the hub's total less the bank's."""

    day: date
    account: str
    state: Literal["open", "closed"]
    legs: list[LegView]
    between: str | None
    report_import_id: UUID | None
    statement_import_id: UUID | None
    closed_at: datetime | None
    differences: list[DifferenceView]
    differences_total: int
    entries: list[BankEntryView]


class ExplanationRequest(_Request):
    """Why a difference is one."""

    explanation: Sentence


class ExplanationsRequest(ExplanationRequest):
    """One explanation for all differences of a kind."""

    kind: str = Field(min_length=1, max_length=40)


class ExplainedView(BaseModel):
    """How many differences were explained."""

    explained: int


class OwnerRequest(_Request):
    """Which treasurer sees to a difference."""

    owner: UUID


class TreasurersView(BaseModel):
    """Accounts that hold the role of treasurer."""

    items: list[UUID]


class SuspenseView(BaseModel):
    """What stands in suspense, oldest first; the total is the balance of that account."""

    items: list[DifferenceView]
    total: str


class AssignmentRequest(_Request):
    """The establishment whose money it is, by its number."""

    establishment_number: str = Field(min_length=1, max_length=40)


class OffsetRequest(_Request):
    """The other item in suspense."""

    against: UUID


class ReversalRequest(_Request):
    """Why a payment is taken back."""

    reason: Sentence


class ReversedView(BaseModel):
    """A payment that was taken back."""

    payment_id: UUID
    hub_transaction: str
    amount_reversed: str
    reason: str
    reversed_at: datetime


class TransactionView(BaseModel):
    """One payment by the hub's transaction number, with what became of it."""

    payment_id: UUID
    hub_transaction: str
    billing_no: str
    establishment_id: UUID | None
    amount_paid: str
    value_on: date
    received_at: datetime
    source: Literal["notice", "report"]
    reported_on: date | None
    settled_on: date | None
    reversed_at: datetime | None
    reversal_reason: str | None

"""Bodies of movements' API. Amounts are JOD with three decimals, dates are Asia/Amman."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.http.views import EmployerView, FindingView, RefusalView

PERSONS_MAX = 500
"""How many names are asked for in one internal call."""

BatchState = Literal["under_review", "approved", "returned", "rejected"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EffectView(BaseModel):
    """What good rows would make of the month's bill (JOD), as billing knew it at `as_of`.

    `billed`: the month has its invoice already, the difference would be an adjustment.
    """

    workers_in: int
    workers_out: int
    amount_before: str
    amount_after: str
    difference: str
    billed: bool
    missing_wages: int
    law_versions: list[str]
    as_of: datetime


class InsuranceNumberRequest(_Request):
    """A national or personal number."""

    national_number: str = Field(min_length=1, max_length=20)


class InsuranceNumberView(BaseModel):
    """The insurance number of a person, if he has one."""

    insurance_number: str | None


class WorkbookView(BaseModel):
    """An uploaded workbook; the counts hold once it is `ready`.

    The effect comes a moment after the verdict, and later while billing is away.
    """

    workbook_id: UUID
    establishment_id: UUID
    month: str
    file_name: str
    file_hash: str
    state: Literal["checking", "ready", "refused", "sent"]
    refusal: RefusalView | None
    rows_total: int
    rows_good: int
    rows_faulty: int
    effect: EffectView | None
    batch_id: UUID | None
    uploaded_at: datetime
    checked_at: datetime | None


class WorkbookRowView(BaseModel):
    """One row: its sheet, its cells as written and what is wrong with them."""

    kind: Literal["start", "stop"]
    row: int
    cells: dict[str, Any]
    findings: list[FindingView]


class SendRequest(_Request):
    """Whether faulty rows are left out; without that a faulty row stops the sending."""

    leave_out_faulty: bool = False


class ReceiptView(BaseModel):
    """The receipt of a batch. `already_sent`: the same file had been sent, nothing changed."""

    batch_id: UUID
    number: str
    file_hash: str | None
    rows: int
    submitted_at: datetime
    already_sent: bool


class BatchView(BaseModel):
    """A batch on its way to a decision. A decision names the `version` it was made on."""

    batch_id: UUID
    number: str
    establishment: EmployerView
    branch: str
    kind: Literal["enrolment", "stop", "mixed"]
    month: str
    state: BatchState
    version: int
    rows: int
    rows_hash: str
    file_hash: str | None
    effect: EffectView | None
    submitted_at: datetime
    decided_at: datetime | None
    reason: str | None


class BatchRowView(BaseModel):
    """One movement of a batch."""

    kind: Literal["start", "stop"]
    row: int
    entry: dict[str, Any]


class DecisionRequest(_Request):
    """An officer's decision. Returning and rejecting need a reason."""

    decision: Literal["approve", "return", "reject"]
    version: int = Field(ge=1)
    reason: Reason | None = None


class WorkerView(BaseModel):
    """A worker covered at the establishment, or about to be."""

    coverage_id: UUID
    person_id: UUID
    insurance_number: str
    name_ar: str
    name_en: str
    started_on: date
    stopped_on: date | None
    wage: str
    hazardous: bool


class PersonView(BaseModel):
    """An insured person, as far as finding or naming him needs it."""

    person_id: UUID
    insurance_number: str
    name_ar: str
    name_en: str


class StopRequest(_Request):
    """A worker who leaves; `stopped_on` is the last day covered."""

    coverage_id: UUID
    stopped_on: date
    reason: str = Field(min_length=1, max_length=40)


class StopsRequest(_Request):
    """Stops of one month of one establishment."""

    stops: list[StopRequest] = Field(min_length=1, max_length=500)


class StopReasonView(BaseModel):
    """A reason that may be chosen."""

    code: str
    name_ar: str
    name_en: str


class StopReasonsView(BaseModel):
    """Reasons that may be chosen on a day."""

    items: list[StopReasonView]


class PersonsRequest(_Request):
    """Whose names are asked for."""

    person_ids: list[UUID] = Field(max_length=PERSONS_MAX)


class PersonsView(BaseModel):
    """Those of the persons asked for who are registered."""

    items: list[PersonView]


class ContactRequest(_Request):
    """Whose phone is asked for."""

    person_id: UUID


class ContactView(BaseModel):
    """Phone of an insured person as an employer declared it."""

    phone: str | None
    language: str

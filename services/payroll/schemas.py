"""Bodies of payroll's API. Amounts are JOD with three decimals, dates are Asia/Amman."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.http.views import EmployerView, FindingView, RefusalView

SentState = Literal["under_review", "superseded", "accepted", "rejected"]
State = Literal["checking", "ready", "refused"] | SentState
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Year = Annotated[int, Field(ge=1900, le=9999)]


class JanuaryView(BaseModel):
    """A January of an establishment: who is to be in its file, and until when it is in time.

    `standing` is the last file sent for it that was not rejected.
    """

    year: int
    workers: int
    due_on: date
    standing: "FileView | None"


class MonthEffectView(BaseModel):
    """The bill of a month before and after the file (JOD).

    `billed`: the month has its invoice already, the difference would be an adjustment.
    """

    month: str
    amount_before: str
    amount_after: str
    difference: str
    billed: bool


class EffectView(BaseModel):
    """What a file would make of the months that are over, as billing knew it at `as_of`."""

    months: list[MonthEffectView]
    difference: str
    as_of: datetime


class FileView(BaseModel):
    """A January file; the counts hold once it is checked, the number once it is sent.

    A file is sent whole: without faulty rows and with a row for everybody. Questions do not stop
    it. The effect of a whole file comes a moment after the verdict, and later while billing is
    away. `supersedes_id` is the file whose place it took. A decision names the `version` it was
    made on.
    """

    file_id: UUID
    number: str | None
    establishment: EmployerView
    branch: str
    year: int
    file_name: str
    file_hash: str
    state: State
    version: int
    refusal: RefusalView | None
    rows: int
    rows_faulty: int
    rows_missing: int
    rows_questioned: int
    effect: EffectView | None
    supersedes_id: UUID | None
    uploaded_at: datetime
    checked_at: datetime | None
    submitted_at: datetime | None
    decided_at: datetime | None
    reason: str | None


class PersonView(BaseModel):
    """A worker's number and names as the register has them."""

    insurance_number: str
    name_ar: str
    name_en: str


class FileRowView(BaseModel):
    """A worker of a file. `row` is absent for one whom the file leaves out.

    `person` is absent for a number that is nobody's here, and while movements does not answer.
    """

    row: int | None
    person: PersonView | None
    wage_before: str | None
    wage: str | None
    cells: dict[str, Any]
    findings: list[FindingView]
    questions: list[FindingView]


class ReceiptView(BaseModel):
    """The receipt of a file. `already_sent`: the same file had been sent, nothing changed."""

    file_id: UUID
    number: str
    file_hash: str
    rows: int
    rows_questioned: int
    submitted_at: datetime
    already_sent: bool


class DecisionRequest(BaseModel):
    """An officer's decision. Rejecting needs a reason."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["accept", "reject"]
    version: int = Field(ge=1)
    reason: Reason | None = None

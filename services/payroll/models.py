"""Tables of payroll: copied cover, wages as declared, January files, and what checks go by."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from chassis import columns


class PayrollTable(SQLModel):
    """Base: a metadata of payroll's own."""

    metadata = MetaData()


class Cover(PayrollTable, table=True):
    """A period of cover as movements announced it; the wage is the joining wage (fils a month)."""

    coverage_id: UUID = columns.primary_id()
    establishment_id: UUID
    person_id: UUID
    started_on: date = columns.day()
    stopped_on: date | None = columns.day_or_none()
    amount_wage: int = columns.money()


class DeclaredWage(PayrollTable, table=True):
    """A wage (fils a month) that an accepted file declared for a period of cover. Never changed."""

    __tablename__ = "declared_wage"

    coverage_id: UUID = columns.primary_id()
    file_id: UUID = columns.primary_id()
    person_id: UUID
    effective_from: date = columns.day()
    amount_wage: int = columns.money()
    declared_at: datetime = columns.instant()


class Parameter(PayrollTable, table=True):
    """What the checks of this service go by, over time, with its basis and mark (A/B/C)."""

    parameter: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    value: str
    unit: str
    basis: str
    mark: str


class JanuaryFile(PayrollTable, table=True):
    """The wages of one January of an establishment, from the upload to an officer's decision.

    States: checking, ready (its rows have their verdicts), refused (the file as a whole); once
    sent: under_review, superseded (another was sent before a decision), accepted, rejected.
    `version` grows with each change, `number` comes with the sending. `effect` is what the file
    would make of the months that are billed; absent until billing has said so.
    """

    __tablename__ = "january_file"

    file_id: UUID = columns.primary_id()
    number: str | None = None
    establishment_id: UUID
    branch: str
    year: int
    file_name: str
    file_hash: str
    state: str = "checking"
    version: int = 1
    refusal: dict[str, Any] | None = columns.document_or_none()
    rows: int = 0
    rows_faulty: int = 0
    rows_missing: int = 0
    rows_questioned: int = 0
    rows_hash: str | None = None
    effect: dict[str, Any] | None = columns.document_or_none()
    supersedes_id: UUID | None = None
    uploaded_by: UUID
    uploaded_at: datetime = columns.instant()
    checked_at: datetime | None = columns.instant_or_none()
    submitted_by: UUID | None = None
    submitted_at: datetime | None = columns.instant_or_none()
    decided_by: UUID | None = None
    decided_at: datetime | None = columns.instant_or_none()
    reason: str | None = None


class FileRow(PayrollTable, table=True):
    """One worker of a file: as written, who it is, what is wrong and what is asked.

    `row` is the number people see in the sheet; it is absent for a worker whom the file leaves
    out. `amount_before` is the wage last known (fils a month), `amount_wage` the one declared.
    """

    __tablename__ = "file_row"

    file_id: UUID = columns.primary_id()
    place: int = Field(primary_key=True)
    row: int | None = None
    person_id: UUID | None = None
    amount_before: int | None = columns.money_or_none()
    amount_wage: int | None = columns.money_or_none()
    cells: dict[str, Any] = columns.document()
    findings: list[Any] = columns.document()
    questions: list[Any] = columns.document()

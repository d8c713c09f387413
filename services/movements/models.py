"""Tables of movements: insured persons, coverage, workbooks, batches."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from chassis import columns


class MovementsTable(SQLModel):
    """Base: a metadata of movements' own."""

    metadata = MetaData()


class InsuredPerson(MovementsTable, table=True):
    """A person of the register. The phone is as an employer declared it: never used for codes."""

    __tablename__ = "insured_person"

    person_id: UUID = columns.primary_id()
    insurance_number: str
    national_number: str
    name_ar: str
    name_en: str
    sex: str
    birth_date: date = columns.day()
    nationality: str
    phone: str | None = None
    registered_at: datetime = columns.instant()


class Coverage(MovementsTable, table=True):
    """A period of cover at one establishment. `stopped_on` is the last day covered."""

    coverage_id: UUID = columns.primary_id()
    establishment_id: UUID
    person_id: UUID
    batch_id: UUID
    started_on: date = columns.day()
    stopped_on: date | None = columns.day_or_none()
    stop_reason: str | None = None
    amount_wage: int = columns.money()
    hazardous: bool = False
    known_at: datetime = columns.instant()


class Workbook(MovementsTable, table=True):
    """An uploaded workbook of movements and its verdict.

    States: checking, ready (rows have their verdicts), refused (the file as a whole), sent.
    `effect` is what its good rows would make of the month's bill; absent until billing has said so.
    """

    workbook_id: UUID = columns.primary_id()
    establishment_id: UUID
    month: str
    file_name: str
    file_hash: str
    state: str = "checking"
    refusal: dict[str, Any] | None = columns.document_or_none()
    rows_total: int = 0
    rows_good: int = 0
    effect: dict[str, Any] | None = columns.document_or_none()
    batch_id: UUID | None = None
    uploaded_by: UUID
    uploaded_at: datetime = columns.instant()
    checked_at: datetime | None = columns.instant_or_none()


class WorkbookRow(MovementsTable, table=True):
    """One row of a workbook: as written, what was found wrong, and what would be sent.

    `place` counts through all sheets, `row` is the number people see in theirs. `coverage_id` is
    the period the row would start or stop.
    """

    __tablename__ = "workbook_row"

    workbook_id: UUID = columns.primary_id()
    place: int = Field(primary_key=True)
    kind: str
    row: int
    coverage_id: UUID | None = None
    cells: dict[str, Any] = columns.document()
    findings: list[Any] = columns.document()
    entry: dict[str, Any] | None = columns.document_or_none()


class Batch(MovementsTable, table=True):
    """Movements of one establishment and month on their way to a decision.

    Kinds: enrolment, stop, mixed.

    States: under_review, approved, returned, rejected. `version` grows with each change.
    """

    batch_id: UUID = columns.primary_id()
    number: str
    establishment_id: UUID
    branch: str
    kind: str
    month: str
    state: str = "under_review"
    version: int = 1
    rows: int
    rows_hash: str
    file_hash: str | None = None
    effect: dict[str, Any] | None = columns.document_or_none()
    submitted_by: UUID
    submitted_at: datetime = columns.instant()
    decided_by: UUID | None = None
    decided_at: datetime | None = columns.instant_or_none()
    reason: str | None = None


class BatchRow(MovementsTable, table=True):
    """One movement of a batch: an enrolment or a stop, as it was sent."""

    __tablename__ = "batch_row"

    batch_id: UUID = columns.primary_id()
    place: int = Field(primary_key=True)
    row: int
    kind: str
    coverage_id: UUID
    entry: dict[str, Any] = columns.document()


class StopReason(MovementsTable, table=True):
    """Why a worker stops: reference data with the date from which it may be chosen."""

    __tablename__ = "stop_reason"

    code: str = Field(primary_key=True)
    name_ar: str
    name_en: str
    effective_from: date = columns.day()
    effective_to: date | None = columns.day_or_none()
    mark: str

"""Events of payroll: January files on their way to a decision, and the wages they declare."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel

from contracts.events.envelope import Amount, Event

FILES = "payroll.files.v1"
WAGES = "payroll.wages.v1"


class _FileEvent(Event):
    """What all events of a file carry, so that a reader needs no other event to understand one."""

    file_id: UUID
    number: str
    establishment_id: UUID
    branch: str
    year: int
    rows: int


class PayrollFileSubmitted(_FileEvent):
    """A January file was sent and waits for an officer.

    `supersedes_id` names the file of the same year whose place it takes: one that still waited is
    decided no more, one that was accepted is corrected if this one is.
    """

    topic: ClassVar[str] = FILES
    key_field: ClassVar[str] = "establishment_id"

    rows_hash: str
    file_hash: str
    supersedes_id: UUID | None = None
    submitted_by: UUID
    submitted_at: datetime


class PayrollFileAccepted(_FileEvent):
    """An officer accepted the file: its wages follow on `payroll.wages`."""

    topic: ClassVar[str] = FILES
    key_field: ClassVar[str] = "establishment_id"

    decided_by: UUID
    decided_at: datetime


class PayrollFileRejected(_FileEvent):
    """An officer refused the file."""

    topic: ClassVar[str] = FILES
    key_field: ClassVar[str] = "establishment_id"

    reason: str
    decided_by: UUID
    decided_at: datetime


class DeclaredWage(BaseModel):
    """The wage of one period of cover (JOD a month)."""

    coverage_id: UUID
    person_id: UUID
    wage: Amount


class WagesDeclared(Event):
    """Wages are in force from a day on; a long list comes in parts, numbered from 1."""

    topic: ClassVar[str] = WAGES
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    file_id: UUID
    number: str
    effective_from: date
    part: int
    parts: int
    wages: list[DeclaredWage]
    declared_at: datetime

"""Events of movements: batches on their way to a decision, and coverage as it stands."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.envelope import Amount, Event, Month

BATCHES = "movements.batches.v1"
COVERAGE = "movements.coverage.v1"

BatchKind = Literal["enrolment", "stop", "mixed"]


class _BatchEvent(Event):
    """What all batch events carry, so that a reader needs no other event to understand one."""

    batch_id: UUID
    number: str
    establishment_id: UUID
    branch: str
    kind: BatchKind
    month: Month
    rows: int


class MovementSubmitted(_BatchEvent):
    """A batch was sent and waits for an officer. Its rows are paged from the API by id."""

    topic: ClassVar[str] = BATCHES
    key_field: ClassVar[str] = "establishment_id"

    rows_hash: str
    file_hash: str | None = None
    submitted_by: UUID
    submitted_at: datetime


class MovementReturned(_BatchEvent):
    """An officer sent the batch back to be completed."""

    topic: ClassVar[str] = BATCHES
    key_field: ClassVar[str] = "establishment_id"

    reason: str
    decided_by: UUID
    decided_at: datetime


class MovementApproved(_BatchEvent):
    """An officer approved the batch: its coverage facts follow on `movements.coverage`."""

    topic: ClassVar[str] = BATCHES
    key_field: ClassVar[str] = "establishment_id"

    decided_by: UUID
    decided_at: datetime


class MovementRejected(_BatchEvent):
    """An officer refused the batch for good."""

    topic: ClassVar[str] = BATCHES
    key_field: ClassVar[str] = "establishment_id"

    reason: str
    decided_by: UUID
    decided_at: datetime


class InsuredPersonRegistered(Event):
    """A person entered the register of insured persons and has an insurance number."""

    topic: ClassVar[str] = COVERAGE
    key_field: ClassVar[str] = "person_id"

    person_id: UUID
    insurance_number: str
    registered_at: datetime


class CoverageStarted(Event):
    """A person is covered at an establishment from a date, at a joining wage (JOD a month)."""

    topic: ClassVar[str] = COVERAGE
    key_field: ClassVar[str] = "establishment_id"

    coverage_id: UUID
    batch_id: UUID
    establishment_id: UUID
    person_id: UUID
    started_on: date
    wage: Amount
    hazardous: bool


class CoverageStopped(Event):
    """A person's coverage at an establishment ended; the date is the last day covered."""

    topic: ClassVar[str] = COVERAGE
    key_field: ClassVar[str] = "establishment_id"

    coverage_id: UUID
    batch_id: UUID
    establishment_id: UUID
    person_id: UUID
    stopped_on: date
    reason: str

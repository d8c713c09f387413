"""Rehearsals: of a batch for movements, of a file of wages for payroll."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from contracts.events.envelope import Amount, Month


class StartRequest(BaseModel):
    """A period of cover that would begin; the person is absent while he has no insurance number."""

    coverage_id: UUID
    person_id: UUID | None = None
    started_on: date
    wage: Amount
    hazardous: bool


class StopRequest(BaseModel):
    """A period of cover that would end; the date is its last day."""

    coverage_id: UUID
    stopped_on: date


class WageRequest(BaseModel):
    """A wage that would be declared for a period of cover from a day on."""

    coverage_id: UUID
    effective_from: date
    wage: Amount


class PreviewRequest(BaseModel):
    """A batch or a file before it is sent.

    Under an id the bill is later compared with it; a second request with the same id takes the
    first one's place.
    """

    rehearsal_id: UUID | None = None
    establishment_id: UUID
    month: Month
    starts: list[StartRequest] = []
    stops: list[StopRequest] = []
    wages: list[WageRequest] = []


class PreviewView(BaseModel):
    """The month's bill before and after, and what that rests on."""

    amount_before: Amount
    amount_after: Amount
    difference: Amount
    billed: bool
    missing_wages: int
    law_versions: list[str]
    as_of: datetime

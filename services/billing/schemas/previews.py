"""The rehearsal of a batch, between movements and billing."""

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


class PreviewRequest(BaseModel):
    """A batch before it is sent. A second request with the same id takes the first one's place."""

    rehearsal_id: UUID
    establishment_id: UUID
    month: Month
    starts: list[StartRequest] = []
    stops: list[StopRequest] = []


class PreviewView(BaseModel):
    """The month's bill before and after the batch, and what that rests on."""

    amount_before: Amount
    amount_after: Amount
    difference: Amount
    billed: bool
    missing_wages: int
    law_versions: list[str]
    as_of: datetime

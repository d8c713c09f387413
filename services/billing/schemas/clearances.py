"""The question whether an establishment is clear, between letters and billing."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from contracts.events.envelope import Amount, Month


class ClearanceRequest(BaseModel):
    """About whom."""

    establishment_id: UUID


class DueView(BaseModel):
    """An invoice or adjustment that is not paid; `amount` is what is open of it."""

    invoice_id: UUID
    kind: Literal["invoice", "adjustment"]
    number: str
    month: Month
    amount: Amount
    due_on: date


class ClearanceView(BaseModel):
    """Whether nothing is owed. Otherwise `dues` and `held_months` stand in the way.

    `ledger_position` counts what has moved the establishment's ledger: it is that of
    `ClearanceChanged`.
    """

    clear: bool
    balance_due: Amount
    dues: list[DueView]
    held_months: list[Month]
    ledger_position: int
    last_entry_id: UUID | None
    as_of: datetime

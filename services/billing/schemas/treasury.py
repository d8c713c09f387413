"""What the treasurer sees and orders."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class ClosingRequest(BaseModel):
    """Which month is closed, and for whom: without an establishment for everybody."""

    model_config = ConfigDict(extra="forbid")

    month: str = Field(min_length=1, max_length=10)
    establishment_id: UUID | None = None


class ClosingView(BaseModel):
    """A closing and how far its assessment is."""

    closing_id: UUID
    month: str
    establishment_id: UUID | None
    state: Literal["running", "done"]
    establishments_total: int
    establishments_done: int
    started_at: datetime
    finished_at: datetime | None


class ExceptionView(BaseModel):
    """Something the treasurer has to look at."""

    exception_id: UUID
    kind: str
    facts: dict[str, Any]
    ar: str
    en: str
    raised_at: datetime
    settled_at: datetime | None


class AccountView(BaseModel):
    """An account with the sums of its sides."""

    account: str
    debit: str
    credit: str


class TrialBalanceView(BaseModel):
    """All accounts; the ledger is right if both sides are equal."""

    accounts: list[AccountView]
    debit: str
    credit: str
    balanced: bool

"""Bodies of notifications' API."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class NoticeView(BaseModel):
    """One notice of the inbox, in both languages."""

    item_id: UUID
    template: str
    text_ar: str
    text_en: str
    created_at: datetime
    read_at: datetime | None


class InboxView(BaseModel):
    """A page of the inbox, newest first."""

    items: list[NoticeView]
    unread: int
    next_cursor: str | None = None


class DeliveryReport(BaseModel):
    """The operator's word on a message; `reference` is ours."""

    id: str = Field(max_length=100)
    reference: str = Field(pattern=r"^[0-9a-f-]{36}(\.\d{1,4})?$")
    state: Literal["delivered", "failed"]
    at: datetime

"""Tables of notifications: messages on their way, and the in-app inbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from chassis import columns


class NotificationsTable(SQLModel):
    """Base: a metadata of notifications' own."""

    metadata = MetaData()


class Message(NotificationsTable, table=True):
    """One SMS. Its text and address are made at the moment of sending and not kept.

    States: waiting, sent (the operator has it), delivered, failed, no_number.
    """

    message_id: UUID = columns.primary_id()
    template: str
    facts: dict[str, Any] = columns.document()
    recipient_kind: str
    recipient_id: UUID
    establishment_id: UUID | None = None
    state: str = "waiting"
    created_at: datetime = columns.instant()
    sent_at: datetime | None = columns.instant_or_none()
    ended_at: datetime | None = columns.instant_or_none()


class InboxItem(NotificationsTable, table=True):
    """A notice to an establishment in the portal."""

    __tablename__ = "inbox_item"

    item_id: UUID = columns.primary_id()
    establishment_id: UUID
    template: str
    facts: dict[str, Any] = columns.document()
    created_at: datetime = columns.instant()
    read_at: datetime | None = columns.instant_or_none()

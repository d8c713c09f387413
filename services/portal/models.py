"""Tables of the portal: who is signed in, in which browser."""

from datetime import datetime
from typing import Any

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from chassis import columns


class PortalTable(SQLModel):
    """Base: a metadata of the portal's own."""

    metadata = MetaData()


class PortalSession(PortalTable, table=True):
    """One browser's session. Tokens never reach the browser; it holds a random value instead."""

    __tablename__ = "portal_session"

    cookie_hash: str = Field(primary_key=True)
    form_token: str
    access_token: str
    refresh_token: str
    me: dict[str, Any] = columns.document()
    positions: dict[str, str] = columns.document()
    opened_at: datetime = columns.instant()
    used_at: datetime = columns.instant()

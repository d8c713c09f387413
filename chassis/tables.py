"""Tables of the chassis that are written through the session (SQL: `chassis/schema`)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData, Table
from sqlmodel import Field, SQLModel

from chassis import columns


class ChassisTable(SQLModel):
    """Base of the chassis's tables: a metadata of their own, apart from any service's."""

    metadata = MetaData()


class OutboxRow(ChassisTable, table=True):
    """One announced event. `seq` is given by the database and is not mapped."""

    __tablename__ = "outbox"

    id: UUID = columns.primary_id()
    aggregatetype: str
    aggregateid: str
    type: str
    source: str
    dataschema: str
    traceparent: str | None = None
    correlationid: str | None = None
    grp: int = columns.small_number()
    payload: bytes = columns.octets()
    created_at: datetime = columns.instant()


outbox: Table = ChassisTable.metadata.tables["outbox"]


class JobRow(ChassisTable, table=True):
    """One piece of work for later."""

    __tablename__ = "job"

    id: UUID = columns.primary_id()
    lane: str
    kind: str
    payload: dict[str, Any] = columns.document()
    state: str = "waiting"
    due_at: datetime = columns.instant()
    leased_until: datetime | None = columns.instant_or_none()
    tries: int = 0
    progress_done: int = 0
    progress_total: int | None = None
    error: str | None = None
    traceparent: str | None = None
    created_at: datetime = columns.instant()
    finished_at: datetime | None = columns.instant_or_none()


class GrantCopy(ChassisTable, table=True):
    """What an account may do, as identity announced it."""

    __tablename__ = "grant_copy"

    grant_id: UUID = columns.primary_id()
    account_id: UUID
    kind: str
    role: str | None = None
    branch: str | None = None
    establishment_id: UUID | None = None
    ended_at: datetime | None = columns.instant_or_none()


class RevokedSession(ChassisTable, table=True):
    """A session that ended before its tokens did."""

    __tablename__ = "revoked_session"

    session_id: UUID = columns.primary_id()
    revoked_at: datetime = columns.instant()


class EstablishmentCopy(ChassisTable, table=True):
    """Number, name, branch and payment number of an establishment."""

    __tablename__ = "establishment_copy"

    establishment_id: UUID = columns.primary_id()
    number: str
    name_ar: str
    name_en: str
    branch: str
    payment_number: str
    rate_scheme: str
    registered_on: date = columns.day()
    clock_shift_days: int
    sandbox: bool = False


class LawLimit(ChassisTable, table=True):
    """A limit of the law as billing announced it."""

    __tablename__ = "law_limit"

    parameter: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    value: str
    legal_basis: str
    mark: str


class ActivityRow(ChassisTable, table=True):
    """One entry of the timeline. `refs` are the numbers it is found by."""

    __tablename__ = "activity"

    id: UUID = columns.primary_id()
    at: datetime = columns.instant()
    kind: str
    what: str
    facts: dict[str, Any] = columns.document()
    object_kind: str
    object_id: str
    refs: list[str] = columns.texts()
    establishment_id: UUID | None = None
    person_id: UUID | None = None
    actor: str
    internal: bool = False


activity: Table = ChassisTable.metadata.tables["activity"]


class ParkedEvent(ChassisTable, table=True):
    """An event that could not be applied, or that waits behind one of its key."""

    __tablename__ = "parked_event"

    seq: int | None = columns.big_number("seq", primary_key=True)
    consumer: str
    topic: str
    part: int
    offset: int = columns.big_number("offset")
    key: bytes | None = columns.octets_or_none()
    event_id: str
    event_type: str | None = None
    value: bytes | None = columns.octets_or_none()
    headers: list[Any] = columns.document()
    reason: str
    error: str
    tries: int = 0
    parked_at: datetime = columns.instant()
    next_try_at: datetime = columns.instant()

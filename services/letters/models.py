"""Tables of letters: requests, the register, and what was heard of who is clear."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from chassis import columns


class LettersTable(SQLModel):
    """Base: a metadata of letters' own."""

    metadata = MetaData()


class ClearanceRequest(LettersTable, table=True):
    """An employer asks for a clearance certificate. States: pending, refused, issued.

    `waiting_since` is set while billing gives no answer. `refusal` is what stood in the way.
    """

    __tablename__ = "clearance_request"

    request_id: UUID = columns.primary_id()
    establishment_id: UUID
    state: str = "pending"
    requested_by: UUID
    requested_at: datetime = columns.instant()
    waiting_since: datetime | None = columns.instant_or_none()
    decided_at: datetime | None = columns.instant_or_none()
    refusal: dict[str, Any] | None = columns.document_or_none()


class Letter(LettersTable, table=True):
    """A letter of the register. What was issued is final; only `state` and the print follow.

    States: valid, revoked. `content` is the canonical JSON whose SHA-256 is `content_hash`;
    `seal` is the signed text of its QR code; `file_hash` is absent until the PDF is made.
    """

    letter_id: UUID = columns.primary_id()
    number: str
    year: int
    ordinal: int
    kind: str
    establishment_id: UUID
    request_id: UUID
    content: str
    content_hash: str
    seal: str
    issued_on: date = columns.day()
    valid_until: date = columns.day()
    issued_at: datetime = columns.instant()
    ledger_position: int = columns.big_number()
    state: str = "valid"
    revoked_at: datetime | None = columns.instant_or_none()
    revoked_on: date | None = columns.day_or_none()
    revoked_reason: str | None = None
    file_hash: str | None = None


class RegisterCounter(LettersTable, table=True):
    """The last ordinal of a year. Its row is held while a letter is issued: no gap, no twin."""

    __tablename__ = "register_counter"

    year: int = Field(primary_key=True)
    last_ordinal: int


class HeardClearance(LettersTable, table=True):
    """The newest that billing announced of an establishment; position 0 before anything was."""

    __tablename__ = "heard_clearance"

    establishment_id: UUID = columns.primary_id()
    clear: bool
    ledger_position: int = columns.big_number()
    changed_at: datetime = columns.instant()


class LetterParameter(LettersTable, table=True):
    """A figure of this service over a period, with its basis and mark."""

    __tablename__ = "letter_parameter"

    parameter: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    value: int
    unit: str
    legal_basis: str
    mark: str

"""Events of letters: official letters as they are issued and revoked."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.envelope import Event

LETTERS = "letters.letters.v1"

LetterKind = Literal["clearance"]


class LetterIssued(Event):
    """A letter stands in the register: its number and content are final."""

    topic: ClassVar[str] = LETTERS
    key_field: ClassVar[str] = "establishment_id"

    letter_id: UUID
    number: str
    kind: LetterKind
    establishment_id: UUID
    content_hash: str
    issued_on: date
    valid_until: date
    issued_at: datetime


class LetterRevoked(Event):
    """A letter holds no more; whoever checks it hears so."""

    topic: ClassVar[str] = LETTERS
    key_field: ClassVar[str] = "establishment_id"

    letter_id: UUID
    number: str
    kind: LetterKind
    establishment_id: UUID
    reason: str
    revoked_at: datetime

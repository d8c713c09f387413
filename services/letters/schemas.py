"""Bodies of letters' API. Amounts are JOD with three decimals."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class DueView(BaseModel):
    """An invoice or adjustment that stands in the way; `amount` is what is open of it."""

    invoice_id: UUID
    kind: Literal["invoice", "adjustment"]
    number: str
    month: str
    amount: str
    due_on: date


class RefusalView(BaseModel):
    """Why there is no certificate: what is owed, and the months held for missing wages."""

    balance_due: str
    dues: list[DueView]
    held_months: list[str]
    as_of: datetime


class LetterView(BaseModel):
    """A letter of the register. `verify_at` is the address in its QR code.

    `printed` says whether the PDF is made. `state` is that of the establishment's business date.
    """

    letter_id: UUID
    number: str
    kind: Literal["clearance"]
    state: Literal["valid", "expired", "revoked"]
    issued_on: date
    valid_until: date
    issued_at: datetime
    content_hash: str
    revoked_on: date | None
    revoked_reason: Literal["due-again", "month-held"] | None
    printed: bool
    verify_at: str


class RequestView(BaseModel):
    """A request for a clearance certificate and its outcome.

    `waiting_since` is set while billing gives no answer: the request goes on by itself.
    """

    request_id: UUID
    establishment_id: UUID
    state: Literal["pending", "refused", "issued"]
    requested_at: datetime
    waiting_since: datetime | None
    decided_at: datetime | None
    refusal: RefusalView | None
    letter: LetterView | None


class VerificationView(BaseModel):
    """How a letter stands today, for whoever has it before him; the holder's name is masked."""

    number: str
    state: Literal["valid", "expired", "revoked", "unknown"]
    kind: Literal["clearance"] | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    revoked_on: date | None = None
    holder_ar: str | None = None
    holder_en: str | None = None
    checked_at: datetime


class KeyView(BaseModel):
    """A public key that checks seals (JWK, RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    alg: str
    use: str


class KeySetView(BaseModel):
    """The public keys of seals; a program keeps them and checks without a network."""

    keys: list[KeyView]

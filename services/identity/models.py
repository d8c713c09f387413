"""Tables of identity: the establishment register, accounts, verifications, sessions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, MetaData
from sqlmodel import Field, SQLModel

from chassis import columns


class IdentityTable(SQLModel):
    """Base: a metadata of identity's own."""

    metadata = MetaData()


class Establishment(IdentityTable, table=True):
    """An employer's record. A sandbox establishment has its own business date."""

    establishment_id: UUID = columns.primary_id()
    number: str
    name_ar: str
    name_en: str
    branch: str
    payment_number: str
    rate_scheme: str
    registered_on: date = columns.day()
    clock_shift_days: int = 0
    sandbox: bool = False
    contact_phone: str
    entered_by: UUID | None = None
    """Who entered it at the branch; None where the employer enrolled it himself."""


class EstablishmentData(IdentityTable, table=True):
    """What the register knows of an establishment beyond its record: the answers of its form.

    One that a registrar entered at the branch has none until it is asked for.
    """

    __tablename__ = "establishment_data"

    establishment_id: UUID = columns.primary_id()
    version: int
    answers: dict[str, str] = columns.document()
    owners: list[dict[str, str]] = columns.document()
    document: dict[str, Any] | None = columns.document_or_none()


class Enrolment(IdentityTable, table=True):
    """An employer's own enrolment of his establishment: a draft first, then the branch's affair.

    States: draft, awaiting_visit (sent; numbers are issued), returned, confirmed. Whoever holds
    the draft code goes on with it; of the code only a hash is kept. `document` has the hash, the
    media type and the size of the proof.
    """

    enrolment_id: UUID = columns.primary_id()
    code_hash: bytes = columns.octets()
    client: str | None = None
    state: str = "draft"
    version: int = 1
    answers: dict[str, str] = columns.document()
    owners: list[dict[str, str]] = columns.document()
    document: dict[str, Any] | None = columns.document_or_none()
    documents_kept: int = 0
    password_hash: str | None = None
    branch: str | None = None
    establishment_id: UUID | None = None
    number: str | None = None
    payment_number: str | None = None
    account_id: UUID | None = None
    begun_at: datetime = columns.instant()
    expires_at: datetime = columns.instant()
    sent_at: datetime | None = columns.instant_or_none()
    decided_by: UUID | None = None
    decided_at: datetime | None = columns.instant_or_none()
    reason: str | None = None


class EstablishmentChange(IdentityTable, table=True):
    """A change of establishment data that a document proves and the branch decides.

    States: under_review, approved, rejected. `before` is what stood there when it was asked for.
    """

    __tablename__ = "establishment_change"

    change_id: UUID = columns.primary_id()
    number: str
    establishment_id: UUID
    branch: str
    state: str = "under_review"
    version: int = 1
    before: dict[str, str] = columns.document()
    asked: dict[str, str] = columns.document()
    document: dict[str, Any] = columns.document()
    asked_by: UUID
    asked_at: datetime = columns.instant()
    decided_by: UUID | None = None
    decided_at: datetime | None = columns.instant_or_none()
    reason: str | None = None


class ReferenceValue(IdentityTable, table=True):
    """One value of a list to choose from, for a period, with its source and mark."""

    __tablename__ = "reference_value"

    list: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    name_ar: str
    name_en: str
    place: int
    source: str
    mark: str


class BranchArea(IdentityTable, table=True):
    """Which branch serves a governorate, for a period."""

    __tablename__ = "branch_area"

    governorate: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    branch: str
    source: str
    mark: str


class Account(IdentityTable, table=True):
    """A login. `kind` says whose number the login id is.

    A program of the corporation has neither password nor phone: it signs with a key of its own.
    """

    account_id: UUID = columns.primary_id()
    kind: str
    login_id: str
    display_name: str
    password_hash: str | None = None
    phone: str | None = None
    language: str = "ar"
    failures: int = 0
    retry_at: datetime | None = columns.instant_or_none()
    phone_changed_at: datetime | None = columns.instant_or_none()
    phone_unconfirmed: bool = False
    """Whether no code has ever come back from the phone: activated by mail, not signed in yet."""

    closed_at: datetime | None = columns.instant_or_none()
    """Since when nobody signs in with it; its login id may be another account's by now."""


class Individual(IdentityTable, table=True):
    """What a person told of himself when he registered; the name is the civil registry's.

    `nationality` is `jordanian` or `other`: it decides what the login id is.
    """

    account_id: UUID = columns.primary_id()
    nationality: str
    name_en: str
    email: str
    country: str
    academic_level: str
    bank: str | None = None
    foreign_phone: str | None = None
    insurance_number: str | None = None


class IdentityProof(IdentityTable, table=True):
    """What somebody claims of himself, and whether the civil registry agrees.

    For an account to be (`activation`), for a new phone or e-mail (`contact`), for an insurance
    number (`number`). States: pending (the registry has not answered), agreed, refused, used (its
    code was right). `answers` are gone once they are of no more use. `account_id` is that of the
    account to be; of an account that was there before, the job knows.
    """

    __tablename__ = "identity_proof"

    proof_id: UUID = columns.primary_id()
    purpose: str
    kind: str
    login_id: str
    verification_id: UUID | None = None
    account_id: UUID
    answers: dict[str, Any] | None = columns.document_or_none()
    password_hash: str | None = None
    state: str
    client: str | None = None
    network: str | None = None
    insurance_number: str | None = None
    former_phone: str | None = None
    created_at: datetime = columns.instant()


class Parameter(IdentityTable, table=True):
    """A figure that holds from a day on, with its basis and how sure it is (A, B, C)."""

    name: str = Field(primary_key=True)
    effective_from: date = Field(sa_column=Column(Date, primary_key=True))
    value: int
    basis: str
    mark: str


class Verification(IdentityTable, table=True):
    """Something that waits for a code: a sign-in after its password, a recovery.

    `kind` and `login_id` are as they were typed. Without an account nobody has that name: nothing
    is sent and no code fits, and whoever asked cannot tell. A recovery is finished only with the
    flow token that its beginning was answered.
    """

    verification_id: UUID = columns.primary_id()
    purpose: str
    kind: str
    login_id: str
    account_id: UUID | None = None
    client: str | None = None
    flow_hash: bytes | None = columns.octets_or_none()
    phone: str | None = None
    email: str | None = None
    """Where the code goes, if not to the account's phone: to one of these."""

    language: str = "ar"
    reference: UUID
    code_mac: bytes | None = columns.octets_or_none()
    tries: int = 0
    created_at: datetime = columns.instant()
    expires_at: datetime = columns.instant()
    used_at: datetime | None = columns.instant_or_none()
    wrong_at: datetime | None = columns.instant_or_none()


class WrongCodes(IdentityTable, table=True):
    """How many wrong codes were tried for a name and a purpose since the last right one."""

    __tablename__ = "wrong_codes"

    purpose: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    login_id: str = Field(primary_key=True)
    count: int


class Session(IdentityTable, table=True):
    """A signed-in browser or program. The refresh token is kept as a hash."""

    session_id: UUID = columns.primary_id()
    account_id: UUID
    refresh_hash: bytes = columns.octets()
    former_hash: bytes | None = columns.octets_or_none()
    created_at: datetime = columns.instant()
    refreshed_at: datetime = columns.instant()
    ended_at: datetime | None = columns.instant_or_none()


class ProgramKey(IdentityTable, table=True):
    """A public key by which a program's assertions are known."""

    __tablename__ = "program_key"

    account_id: UUID = columns.primary_id()
    key_id: str = Field(primary_key=True)
    public_jwk: dict[str, Any] = columns.document()
    added_at: datetime = columns.instant()
    ended_at: datetime | None = columns.instant_or_none()


class UsedAssertion(IdentityTable, table=True):
    """An assertion that opened a session: it opens no second one."""

    __tablename__ = "used_assertion"

    account_id: UUID = columns.primary_id()
    assertion_id: str = Field(primary_key=True)
    expires_at: datetime = columns.instant()

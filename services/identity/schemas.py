"""Bodies of identity's API."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

AccountKind = Literal["establishment", "individual", "staff"]
"""Whose number the login id is: an establishment's, a person's own, a member of staff's."""


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInRequest(_Request):
    """Login id and password.

    The login id of an establishment is its insurance number, that of a Jordanian his national
    number, of anybody else his personal number.
    """

    kind: AccountKind
    login_id: str = Field(min_length=1, max_length=60)
    password: str = Field(min_length=1, max_length=256)


class SignInView(BaseModel):
    """A code is on its way to the phone that ends like this."""

    sign_in_id: UUID
    phone_ending: str
    expires_at: datetime


class CodeRequest(_Request):
    """The code from the message."""

    code: str = Field(min_length=1, max_length=20)


class RecoveryRequest(_Request):
    """Whose password is lost."""

    kind: AccountKind
    login_id: str = Field(min_length=1, max_length=60)


class RecoveryView(BaseModel):
    """If the name is known, a code is on its way to the phone on file.

    The flow token is told once, to whoever began; it is needed to finish.
    """

    recovery_id: UUID
    flow_token: str
    expires_at: datetime


class NewPasswordRequest(_Request):
    """The code from the message, and the new password."""

    flow_token: str = Field(min_length=1, max_length=100)
    code: str = Field(min_length=1, max_length=20)
    password: str = Field(min_length=1, max_length=256)


class PasswordChangeRequest(_Request):
    """The present password and the new one."""

    current: str = Field(min_length=1, max_length=256)
    password: str = Field(min_length=1, max_length=256)


class AssertionRequest(_Request):
    """A program's own statement of who it is, signed with its key (see `docs/programs.md`)."""

    assertion: str = Field(min_length=1, max_length=4000)


class ProgramTokenView(BaseModel):
    """An access token of a program; `expires_in` is seconds."""

    access_token: str
    expires_in: int


class SandboxDateRequest(_Request):
    """The business date to go to."""

    to: date


class RefreshRequest(_Request):
    """The refresh token of the session."""

    refresh_token: str = Field(min_length=1, max_length=100)


class TokensView(BaseModel):
    """Tokens of the session; `expires_in` is seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme


class EstablishmentRequest(_Request):
    """A new establishment with its liaison officer."""

    name_ar: str = Field(min_length=2, max_length=150)
    name_en: str = Field(min_length=2, max_length=150)
    branch: str = Field(pattern=r"^[a-z][a-z-]{1,30}$")
    rate_scheme: Literal["private"] = "private"
    officer_name: str = Field(min_length=2, max_length=150)
    officer_phone: str = Field(min_length=6, max_length=20)
    password: str = Field(min_length=1, max_length=256)
    sandbox_date: date | None = None


class EstablishmentView(BaseModel):
    """An establishment as its people and staff see it. `today` is its business date.

    A `sandbox` is synthetic: its business date is its own and can be moved forward.
    """

    establishment_id: UUID
    number: str
    name_ar: str
    name_en: str
    branch: str
    payment_number: str
    sandbox: bool
    today: date


class RoleView(BaseModel):
    """A staff role; without a branch it holds in all."""

    role: str
    branch: str | None


class MeView(BaseModel):
    """Who is signed in, and for whom he may act."""

    account_id: UUID
    kind: AccountKind
    login_id: str
    name: str
    language: str
    establishments: list[EstablishmentView]
    roles: list[RoleView]


Nationality = Literal["jordanian", "other"]
Kinship = Literal["father", "mother", "husband", "wife", "son", "daughter", "brother", "sister"]
_Number = Annotated[str, Field(max_length=40, description="National or personal number")]
_Short = Annotated[str, Field(max_length=60)]
_Email = Annotated[str, Field(max_length=254)]
_Password = Annotated[str, Field(max_length=256)]


class _OfBoth(_Request):
    """What every individual fills in; `channel` is how the code comes: by SMS."""

    dial_code: _Short
    phone: _Short
    country: _Short = Field(description="Of residence, ISO 3166-1 alpha-2")
    academic_level: _Short
    email: _Email
    email_again: _Email
    password: _Password
    password_again: _Password
    channel: Literal["sms"] = "sms"
    language: Literal["ar", "en"] = "ar"


class JordanianRegistration(_OfBoth):
    """A Jordanian registers. The bank may stay empty."""

    nationality: Literal["jordanian"]
    number: _Number
    id_card_number: _Short
    relative_number: _Number
    kinship: Kinship
    bank: _Short | None = None


class OtherRegistration(_OfBoth):
    """Anybody else registers. The insurance number and the phone abroad may stay empty."""

    nationality: Literal["other"]
    number: _Number
    passport_number: _Short
    birth_date: _Short
    insurance_number: _Short | None = None
    citizenship: _Short
    foreign_dial_code: _Short | None = None
    foreign_phone: _Short | None = None


RegistrationRequest = Annotated[
    JordanianRegistration | OtherRegistration, Field(discriminator="nationality")
]


class IndividualAnswersRequest(_Request):
    """Some of the answers of a registration, as far as somebody is with it."""

    nationality: Nationality
    number: _Number | None = None
    id_card_number: _Short | None = None
    relative_number: _Number | None = None
    kinship: _Short | None = None
    dial_code: _Short | None = None
    phone: _Short | None = None
    passport_number: _Short | None = None
    birth_date: _Short | None = None
    insurance_number: _Short | None = None
    citizenship: _Short | None = None
    foreign_dial_code: _Short | None = None
    foreign_phone: _Short | None = None
    country: _Short | None = None
    academic_level: _Short | None = None
    email: _Email | None = None
    email_again: _Email | None = None
    bank: _Short | None = None


class _JordanianEvidence(_Request):
    nationality: Literal["jordanian"]
    number: _Number
    id_card_number: _Short
    dial_code: _Short
    phone: _Short
    language: Literal["ar", "en"] = "ar"


class _OtherEvidence(_Request):
    nationality: Literal["other"]
    number: _Number
    passport_number: _Short
    birth_date: _Short
    citizenship: _Short
    dial_code: _Short
    phone: _Short
    language: Literal["ar", "en"] = "ar"


class JordanianLookup(_JordanianEvidence):
    """A Jordanian asks for his insurance number; the code goes to this phone."""


class OtherLookup(_OtherEvidence):
    """Anybody else asks for his insurance number; the code goes to this phone."""


class JordanianContactChange(_JordanianEvidence):
    """A Jordanian with an account has a new phone or e-mail."""

    relative_number: _Number
    kinship: Kinship
    email: _Email
    email_again: _Email


class OtherContactChange(_OtherEvidence):
    """Anybody else with an account has a new phone or e-mail."""

    email: _Email
    email_again: _Email


LookupRequest = Annotated[JordanianLookup | OtherLookup, Field(discriminator="nationality")]
ContactChangeRequest = Annotated[
    JordanianContactChange | OtherContactChange, Field(discriminator="nationality")
]


class RemarkView(BaseModel):
    """Something to look at again that is accepted all the same."""

    code: str
    ar: str
    en: str


class RemarksView(BaseModel):
    """What is remarked upon."""

    remarks: list[RemarkView]


class ProofView(RemarksView):
    """A claim that waits for the civil registry or for its code.

    The flow token is told once, to whoever began; it is needed to go on.
    """

    proof_id: UUID
    flow_token: str
    expires_at: datetime


class ProofStateRequest(_Request):
    """The flow token of the browser that began."""

    flow_token: str = Field(min_length=1, max_length=100)


class ProofStateView(BaseModel):
    """How far a claim is.

    `pending`: the civil registry has not answered yet. `sent`: if the data match, a code was sent
    (for an insurance number also if they do not). `refused`: they do not agree.
    """

    state: Literal["pending", "sent", "refused"]


class ProofCodeRequest(ProofStateRequest):
    """The code from the message."""

    code: str = Field(min_length=1, max_length=20)


class InsuranceNumberView(BaseModel):
    """The number that was asked for."""

    insurance_number: str


class ProfileView(BaseModel):
    """What is on file of an individual; the insurance number is as he told it."""

    nationality: Nationality
    number: str
    name_ar: str
    name_en: str
    phone: str
    foreign_phone: str | None
    email: str
    country: str
    academic_level: str
    bank: str | None
    insurance_number: str | None


class CodeReference(_Request):
    """Reference of a code, from `CodeIssued`."""

    reference: UUID


class HandedOutView(BaseModel):
    """A code with the phone it goes to."""

    phone: str
    language: str
    code: str


class ContactRequest(_Request):
    """Whose phone is asked for: an establishment's liaison officer's, or an account's.

    With a change's id the phone that the account had before it.
    """

    establishment_id: UUID | None = None
    account_id: UUID | None = None
    change_id: UUID | None = None


class ContactView(BaseModel):
    """The phone, and the language its owner reads."""

    phone: str
    language: str

"""Bodies of identity's API."""

from datetime import date, datetime
from typing import Literal
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


class CodeReference(_Request):
    """Reference of a code, from `CodeIssued`."""

    reference: UUID


class HandedOutView(BaseModel):
    """A code with the phone or mailbox it goes to."""

    phone: str | None
    email: str | None
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

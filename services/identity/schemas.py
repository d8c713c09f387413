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


DraftCode = Annotated[str, Field(min_length=1, max_length=60)]
Answer = Annotated[str, Field(max_length=300)]


class DraftRequest(_Request):
    """The code by which a draft is resumed."""

    draft_code: DraftCode


class AnswersRequest(DraftRequest):
    """One part of the form: each field with its answer; a day as `YYYY-MM-DD`."""

    section: Literal["establishment", "address", "officer"]
    answers: dict[Annotated[str, Field(max_length=40)], Answer] = Field(max_length=40)


class OwnerRequest(_Request):
    """An owner or partner: name, and national or personal number."""

    name: Answer
    number: Annotated[str, Field(max_length=40)]


class OwnersRequest(DraftRequest):
    """All owners or partners."""

    owners: list[OwnerRequest] = Field(max_length=100)


class DraftPasswordRequest(DraftRequest):
    """The password of the coming account."""

    password: str = Field(min_length=1, max_length=256)


class SendRequest(DraftRequest):
    """Which version of the draft is meant."""

    version: int


class ValueView(BaseModel):
    """A value of a list, in both languages."""

    code: str
    name_ar: str
    name_en: str


class FieldView(BaseModel):
    """A field: what kind of answer it takes, where it stands, and how it is changed later."""

    name: str
    kind: Literal["choice", "text", "day", "phone"]
    section: Literal["establishment", "address", "officer"]
    change: Literal["at-once", "decided", "branch"]


class FormView(BaseModel):
    """The fields in their order, and the lists to choose from as they are in force today."""

    fields: list[FieldView]
    lists: dict[str, list[ValueView]]


class AnswerView(BaseModel):
    """A field with its answer; `choice` names what was chosen from a list."""

    field: str
    section: str
    value: str
    choice: ValueView | None


class OwnerView(BaseModel):
    """An owner or partner."""

    name: str
    number: str


class DocumentView(BaseModel):
    """The official proof: the fingerprint of its content, its kind and size."""

    hash: str
    media_type: str
    bytes: int


class SectionView(BaseModel):
    """A part of the form; a locked one waits for the others."""

    section: str
    state: Literal["done", "open", "locked"]


class EnrolmentView(BaseModel):
    """The enrolment of a new establishment. Its numbers are issued when it is sent."""

    enrolment_id: UUID
    state: Literal["draft", "awaiting_visit", "returned", "confirmed"]
    version: int
    number: str | None
    payment_number: str | None
    branch: ValueView | None
    answers: list[AnswerView]
    owners: list[OwnerView]
    document: DocumentView | None
    sections: list[SectionView]
    expires_at: datetime
    sent_at: datetime | None
    reason: str | None


class StartedView(BaseModel):
    """A draft; its code is told once."""

    draft_code: str
    enrolment: EnrolmentView


class LiaisonOfficerView(BaseModel):
    """Who acts for an establishment today, and the phone that its codes go to."""

    account_id: UUID
    name: str
    phone: str | None


class MaskedOwnerView(BaseModel):
    """An owner or partner, by name and the last three digits of his number."""

    name: str
    number_ending: str


class ChangeView(BaseModel):
    """A change of establishment data that needs the branch's decision."""

    change_id: UUID
    number: str
    establishment_id: UUID
    establishment_number: str
    state: Literal["under_review", "approved", "rejected"]
    version: int
    before: list[AnswerView]
    asked: list[AnswerView]
    document: DocumentView
    asked_at: datetime
    decided_at: datetime | None
    reason: str | None


class EstablishmentDataView(BaseModel):
    """All that the register has of an establishment. What it was never told is absent.

    `version` is that of the answers.
    """

    establishment_id: UUID
    number: str
    payment_number: str
    name_ar: str
    name_en: str
    branch: ValueView
    entered_on: date
    sandbox: bool
    version: int
    answers: list[AnswerView]
    owners: list[MaskedOwnerView]
    document: DocumentView | None
    officer: LiaisonOfficerView | None
    changes_under_review: list[ChangeView]


class DetailsRequest(_Request):
    """Fields that change at once, with their new answers, and the version that was read."""

    version: int
    answers: dict[Annotated[str, Field(max_length=40)], Answer] = Field(max_length=40)


class OfficerRequest(_Request):
    """A new liaison officer in place of the one that was seen.

    Either somebody new, by name and phone, or the officer of another establishment, by its number.
    """

    former_account_id: UUID
    name: str | None = Field(default=None, min_length=2, max_length=150)
    phone: str | None = Field(default=None, min_length=6, max_length=20)
    same_as: str | None = Field(default=None, min_length=1, max_length=20)


class ConfirmationRequest(_Request):
    """Which version is meant, and by which rates the establishment contributes."""

    version: int
    rate_scheme: Literal["private"] = "private"


class VersionRequest(_Request):
    """Which version is meant."""

    version: int


class ReturnRequest(_Request):
    """Which version is meant, and what has to be corrected."""

    version: int
    reason: str = Field(min_length=3, max_length=500)


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

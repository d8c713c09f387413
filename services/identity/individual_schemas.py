"""Bodies of identity's API about individuals."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


Nationality = Literal["jordanian", "other"]
Kinship = Literal["father", "mother", "husband", "wife", "son", "daughter", "brother", "sister"]
_Number = Annotated[str, Field(max_length=40, description="National or personal number")]
_Short = Annotated[str, Field(max_length=60)]
_Email = Annotated[str, Field(max_length=254)]
_Password = Annotated[str, Field(max_length=256)]


class _OfBoth(_Request):
    """What every individual fills in; `channel` is how the code comes."""

    dial_code: _Short
    phone: _Short
    country: _Short = Field(description="Of residence, ISO 3166-1 alpha-2")
    academic_level: _Short
    email: _Email
    email_again: _Email
    password: _Password
    password_again: _Password
    channel: Literal["sms", "email"] = "sms"
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
    channel: _Short | None = None
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
    """A Jordanian asks for his insurance number; the code goes to the phone or the mailbox."""

    channel: Literal["sms", "email"] = "sms"
    email: _Email | None = None


class OtherLookup(_OtherEvidence):
    """Anybody else asks for his insurance number; the code goes to the phone or the mailbox."""

    channel: Literal["sms", "email"] = "sms"
    email: _Email | None = None


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

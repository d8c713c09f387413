"""Events of identity: establishments, accounts, and who may act."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.envelope import Event

ESTABLISHMENTS = "identity.establishments.v1"
ACCOUNTS = "identity.accounts.v1"
GRANTS = "identity.grants.v1"

PasswordChangedBy = Literal["owner", "recovery"]
"""Who knew the former one, or who had lost it and confirmed a code."""

StaffRole = Literal["officer", "treasurer", "registrar", "operator"]


class _EstablishmentFacts(Event):
    """What others keep of an establishment. A sandbox has a business date of its own."""

    establishment_id: UUID
    number: str
    name_ar: str
    name_en: str
    branch: str
    payment_number: str
    rate_scheme: str
    registered_on: date
    clock_shift_days: int = 0
    sandbox: bool = False


class EstablishmentRegistered(_EstablishmentFacts):
    """An establishment entered the register and has its numbers."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"


class EstablishmentUpdated(_EstablishmentFacts):
    """What others keep of an establishment has changed: all of it as it is now."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"


class EstablishmentEnrolled(Event):
    """An employer sent the enrolment of his establishment: it has its number and awaits the branch.

    It is not in the register yet: `EstablishmentRegistered` follows when the branch confirms.
    """

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    account_id: UUID
    number: str
    branch: str
    enrolled_at: datetime


class EnrolmentReturned(Event):
    """The branch returned an enrolment: it is corrected and sent again."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    account_id: UUID
    reason: str
    returned_at: datetime


class EnrolmentConfirmed(Event):
    """The branch confirmed an enrolment; its establishment was announced just before."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    account_id: UUID
    confirmed_at: datetime


class EstablishmentChangeRequested(Event):
    """A liaison officer asked to change data that a document proves: the branch has to decide."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    change_id: UUID
    number: str
    branch: str
    fields: list[str]
    requested_at: datetime


class EstablishmentChangeDecided(Event):
    """The branch approved or rejected a change; `EstablishmentUpdated` tells others what holds."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    change_id: UUID
    number: str
    decision: Literal["approved", "rejected"]
    reason: str | None = None
    decided_at: datetime


class SandboxClockMoved(Event):
    """The business date of a sandbox went forward; what falls due in between falls due now."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    moved_from: date
    moved_to: date
    moved_by: UUID
    moved_at: datetime


class LiaisonOfficerAssigned(Event):
    """A person now operates the establishment's account and receives its codes."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    account_id: UUID
    assigned_at: datetime


class LiaisonOfficerReplaced(Event):
    """Another person operates the establishment's account; the former one's grant has ended."""

    topic: ClassVar[str] = ESTABLISHMENTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    account_id: UUID
    former_account_id: UUID
    replaced_by: UUID
    replaced_at: datetime


class AccountActivated(Event):
    """An account can be used from now on."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    kind: Literal["establishment", "staff", "individual"]
    activated_at: datetime


CodePurpose = Literal["sign_in", "recovery", "activation", "contact", "number"]
"""What the code is for; `contact` is a new phone or e-mail, `number` an insurance number."""


class CodeIssued(Event):
    """A verification code is due to a person: the reference to fetch it by, never the code.

    `account_id` is the account's, also of one that will only be there once the code was right; who
    asks for a number without having an account stands under an id of that enquiry alone.
    """

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    reference: UUID
    purpose: CodePurpose
    expires_at: datetime


class PasswordChanged(Event):
    """An account has a new password; its owner is told, in case it was somebody else."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    by: PasswordChangedBy
    changed_at: datetime


class RegistrationRepeated(Event):
    """Somebody registered, and proved to be a person, who has an account already: he is told."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    repeated_at: datetime


class ContactChanged(Event):
    """An account has another phone or e-mail. The former phone is told; `change_id` leads to it."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    change_id: UUID
    changed_at: datetime


class RecoveryHeld(Event):
    """A password is to be recovered by a phone that was changed just now: not before `until`."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    until: datetime


class SessionsRevoked(Event):
    """Sessions that ended before their time: every service refuses their tokens."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "account_id"

    account_id: UUID
    session_ids: list[UUID]
    revoked_at: datetime


class StaffRoleGranted(Event):
    """A member of staff has a role, in one branch or (branch empty) in all."""

    topic: ClassVar[str] = GRANTS
    key_field: ClassVar[str] = "account_id"

    grant_id: UUID
    account_id: UUID
    role: StaffRole
    branch: str | None = None


class LiaisonGranted(Event):
    """An account may act for an establishment."""

    topic: ClassVar[str] = GRANTS
    key_field: ClassVar[str] = "account_id"

    grant_id: UUID
    account_id: UUID
    establishment_id: UUID


class GrantEnded(Event):
    """A role or liaison is over."""

    topic: ClassVar[str] = GRANTS
    key_field: ClassVar[str] = "account_id"

    grant_id: UUID
    account_id: UUID
    ended_at: datetime

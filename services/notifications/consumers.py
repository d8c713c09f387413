"""What notifications hears: each event becomes a message to those it concerns."""

from uuid import UUID

from chassis.clock import AMMAN
from chassis.copies import copies, known_establishment
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import (
    InvoiceAdjusted,
    InvoiceIssued,
    PaymentReceived,
    PaymentReversed,
)
from contracts.events.identity import (
    CodeIssued,
    ContactChanged,
    EnrolmentConfirmed,
    EnrolmentReturned,
    EstablishmentChangeDecided,
    EstablishmentEnrolled,
    LiaisonOfficerReplaced,
    PasswordChanged,
    RecoveryHeld,
    RegistrationRepeated,
)
from contracts.events.letters import LetterIssued, LetterRevoked
from contracts.events.movements import (
    CoverageStarted,
    CoverageStopped,
    MovementApproved,
    MovementRejected,
    MovementReturned,
    MovementSubmitted,
)
from contracts.events.payroll import (
    PayrollFileAccepted,
    PayrollFileRejected,
    PayrollFileSubmitted,
)
from services.notifications.rules.templates import TEMPLATES
from services.notifications.use_cases.queue_message import Recipient, queue_message

consumers = copies("notifications")

_CODES = {
    "sign_in": "sign-in-code",
    "recovery": "recovery-code",
    "activation": "activation-code",
    "contact": "contact-code",
    "number": "number-code",
}


@consumers.on(CodeIssued)
async def on_code_issued(work: UnitOfWork, event: CodeIssued) -> None:
    """Somebody waits for a code."""
    await queue_message(work, _CODES[event.purpose], Recipient("code", event.reference), {})


@consumers.on(PasswordChanged)
async def on_password_changed(work: UnitOfWork, event: PasswordChanged) -> None:
    """The owner of the account is told, in case it was somebody else."""
    await queue_message(work, "password-changed", Recipient("account", event.account_id), {})


@consumers.on(RegistrationRepeated)
async def on_registration_repeated(work: UnitOfWork, event: RegistrationRepeated) -> None:
    """Who registers again, and proves to be himself, learns that he has an account."""
    await queue_message(work, "registration-repeated", Recipient("account", event.account_id), {})


@consumers.on(ContactChanged)
async def on_contact_changed(work: UnitOfWork, event: ContactChanged) -> None:
    """The former phone is told, in case it was somebody else."""
    await queue_message(work, "contact-changed", Recipient("former_phone", event.change_id), {})


@consumers.on(RecoveryHeld)
async def on_recovery_held(work: UnitOfWork, event: RecoveryHeld) -> None:
    """A phone that was changed just now learns from when it may recover a password."""
    until = event.until.astimezone(AMMAN)
    facts = {"on": f"{until:%Y-%m-%d}", "at": f"{until:%H:%M}"}
    await queue_message(work, "recovery-held", Recipient("account", event.account_id), facts)


@consumers.on(EstablishmentEnrolled)
async def on_establishment_enrolled(work: UnitOfWork, event: EstablishmentEnrolled) -> None:
    """The liaison officer is asked to visit the branch; the establishment has no inbox yet."""
    to = Recipient("account", event.account_id, event.establishment_id)
    await queue_message(work, "enrolment-received", to, {"number": event.number})


@consumers.on(EnrolmentReturned)
async def on_enrolment_returned(work: UnitOfWork, event: EnrolmentReturned) -> None:
    """The liaison officer learns what to correct."""
    to = Recipient("account", event.account_id, event.establishment_id)
    await queue_message(work, "enrolment-returned", to, {"reason": event.reason})


@consumers.on(EnrolmentConfirmed)
async def on_enrolment_confirmed(work: UnitOfWork, event: EnrolmentConfirmed) -> None:
    """The liaison officer learns that the account is ready."""
    found = await known_establishment(work, event.establishment_id)
    to = _employer(event.establishment_id)
    await queue_message(work, "enrolment-confirmed", to, {"number": found.number})


@consumers.on(EstablishmentChangeDecided)
async def on_establishment_change_decided(
    work: UnitOfWork, event: EstablishmentChangeDecided
) -> None:
    """The employer learns whether his data were changed."""
    facts = {"number": event.number, "reason": event.reason or ""}
    template = f"establishment-change-{event.decision}"
    await queue_message(work, template, _employer(event.establishment_id), facts)


@consumers.on(LiaisonOfficerReplaced)
async def on_liaison_officer_replaced(work: UnitOfWork, event: LiaisonOfficerReplaced) -> None:
    """Both are told, the former one in case it was not his wish."""
    facts = {"number": (await known_establishment(work, event.establishment_id)).number}
    for template, account_id in (
        ("liaison-began", event.account_id),
        ("liaison-ended", event.former_account_id),
    ):
        to = Recipient("account", account_id, event.establishment_id)
        await queue_message(work, template, to, facts)


@consumers.on(CoverageStarted)
async def on_coverage_started(work: UnitOfWork, event: CoverageStarted) -> None:
    """The worker learns who enrolled him, since when, at what wage."""
    employer = await known_establishment(work, event.establishment_id)
    to = Recipient("person", event.person_id, event.establishment_id)
    facts = {
        "name_ar": employer.name_ar,
        "name_en": employer.name_en,
        "started_on": event.started_on.isoformat(),
        "wage": event.wage,
    }
    await queue_message(work, "coverage-started", to, facts)


@consumers.on(CoverageStopped)
async def on_coverage_stopped(work: UnitOfWork, event: CoverageStopped) -> None:
    """The worker learns that his cover ended."""
    employer = await known_establishment(work, event.establishment_id)
    to = Recipient("person", event.person_id, event.establishment_id)
    facts = {
        "name_ar": employer.name_ar,
        "name_en": employer.name_en,
        "stopped_on": event.stopped_on.isoformat(),
    }
    await queue_message(work, "coverage-stopped", to, facts)


def _employer(establishment_id: UUID) -> Recipient:
    return Recipient("establishment", establishment_id, establishment_id)


@consumers.on(MovementSubmitted)
async def on_movement_submitted(work: UnitOfWork, event: MovementSubmitted) -> None:
    """The employer has a receipt."""
    to = _employer(event.establishment_id)
    await queue_message(work, "batch-submitted", to, {"rows": event.rows, "number": event.number})


@consumers.on(MovementApproved)
async def on_movement_approved(work: UnitOfWork, event: MovementApproved) -> None:
    """The employer learns the outcome."""
    to = _employer(event.establishment_id)
    await queue_message(work, "batch-approved", to, {"rows": event.rows, "number": event.number})


@consumers.on(MovementReturned)
async def on_movement_returned(work: UnitOfWork, event: MovementReturned) -> None:
    """The employer learns what to complete."""
    to = _employer(event.establishment_id)
    facts = {"reason": event.reason, "number": event.number}
    await queue_message(work, "batch-returned", to, facts)


@consumers.on(MovementRejected)
async def on_movement_rejected(work: UnitOfWork, event: MovementRejected) -> None:
    """The employer learns why."""
    to = _employer(event.establishment_id)
    facts = {"reason": event.reason, "number": event.number}
    await queue_message(work, "batch-rejected", to, facts)


@consumers.on(PayrollFileSubmitted)
async def on_payroll_file_submitted(work: UnitOfWork, event: PayrollFileSubmitted) -> None:
    """The employer has a receipt."""
    await _about_january_file(work, "january-file-submitted", event)


@consumers.on(PayrollFileAccepted)
async def on_payroll_file_accepted(work: UnitOfWork, event: PayrollFileAccepted) -> None:
    """The employer learns that the wages are in force."""
    await _about_january_file(work, "january-file-accepted", event)


@consumers.on(PayrollFileRejected)
async def on_payroll_file_rejected(work: UnitOfWork, event: PayrollFileRejected) -> None:
    """The employer learns why, and that another file may be sent."""
    await _about_january_file(work, "january-file-rejected", event, reason=event.reason)


async def _about_january_file(
    work: UnitOfWork,
    template: str,
    event: PayrollFileSubmitted | PayrollFileAccepted | PayrollFileRejected,
    **more: str,
) -> None:
    facts = {"year": event.year, "rows": event.rows, "number": event.number, **more}
    await queue_message(work, template, _employer(event.establishment_id), facts)


@consumers.on(InvoiceIssued)
async def on_invoice_issued(work: UnitOfWork, event: InvoiceIssued) -> None:
    """The employer has a bill."""
    to = _employer(event.establishment_id)
    facts = {
        "month": event.month,
        "due_on": event.due_on.isoformat(),
        "amount_due": event.amount_due,
        "number": event.number,
    }
    await queue_message(work, "invoice-issued", to, facts)


@consumers.on(InvoiceAdjusted)
async def on_invoice_adjusted(work: UnitOfWork, event: InvoiceAdjusted) -> None:
    """The employer learns that a billed month was assessed anew."""
    to = _employer(event.establishment_id)
    facts = {
        "month": event.month,
        "amount_difference": event.amount_difference,
        "number": event.number,
    }
    await queue_message(work, "invoice-adjusted", to, facts)


@consumers.on(PaymentReversed)
async def on_payment_reversed(work: UnitOfWork, event: PaymentReversed) -> None:
    """The employer learns that a payment was taken back and what is owed again."""
    if event.establishment_id is None:
        return
    to = _employer(event.establishment_id)
    facts = {
        "amount_reversed": event.amount_reversed,
        "balance_due": event.balance_due or "0.000",
    }
    await queue_message(work, "payment-reversed", to, facts)


@consumers.on(PaymentReceived)
async def on_payment_received(work: UnitOfWork, event: PaymentReceived) -> None:
    """The employer's money arrived; money without an owner is the treasurer's affair."""
    if event.establishment_id is None:
        return
    to = _employer(event.establishment_id)
    facts = {"amount_paid": event.amount_paid, "balance_due": event.balance_due or "0.000"}
    await queue_message(work, "payment-received", to, facts)


@consumers.on(LetterIssued)
async def on_letter_issued(work: UnitOfWork, event: LetterIssued) -> None:
    """The employer's letter is ready."""
    to = _employer(event.establishment_id)
    facts = {"valid_until": event.valid_until.isoformat(), "number": event.number}
    await queue_message(work, "letter-issued", to, facts)


@consumers.on(LetterRevoked)
async def on_letter_revoked(work: UnitOfWork, event: LetterRevoked) -> None:
    """The employer's letter holds no more; a reason that is not known here is left out."""
    to = _employer(event.establishment_id)
    template = f"letter-revoked-{event.reason}"
    known = template if template in TEMPLATES else "letter-revoked"
    await queue_message(work, known, to, {"number": event.number})

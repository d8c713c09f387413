"""Events of billing: the law's figures, invoices and payments."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.envelope import Amount, Event, Month

LAW = "billing.law.v1"
INVOICES = "billing.invoices.v1"
PAYMENTS = "billing.payments.v1"
ACCOUNTS = "billing.accounts.v1"


class LawParameterSet(Event):
    """A limit of the law is in force over a period, with its legal basis and mark (A/B/C)."""

    topic: ClassVar[str] = LAW
    key_field: ClassVar[str] = "parameter"

    parameter: Literal["minimum_wage", "minimum_age", "notice_day", "due_day"]
    value: str
    unit: Literal["jod", "years", "day_of_month"]
    effective_from: date
    effective_to: date | None = None
    legal_basis: str
    mark: Literal["A", "B", "C"]


class InvoiceIssued(Event):
    """The contributions of a month were assessed and are due."""

    topic: ClassVar[str] = INVOICES
    key_field: ClassVar[str] = "establishment_id"

    invoice_id: UUID
    number: str
    establishment_id: UUID
    month: Month
    workers: int
    amount_due: Amount
    issued_on: date
    due_on: date


class InvoiceAdjusted(Event):
    """A billed month was assessed anew: what is owed changed by a difference, which has a cause.

    The invoice stays as it was issued; the difference is a document of its own. Below zero it is a
    credit.
    """

    topic: ClassVar[str] = INVOICES
    key_field: ClassVar[str] = "establishment_id"

    invoice_id: UUID
    number: str
    establishment_id: UUID
    month: Month
    adjusts_id: UUID
    amount_difference: Amount
    cause: Literal["wages-declared", "coverage-changed"]
    cause_number: str | None = None
    issued_on: date
    due_on: date


class PaymentReceived(Event):
    """Money arrived through the bank hub and stands on the ledger.

    `establishment_id` is absent when the payment number is unknown: it waits in suspense, keyed by
    the payment's own id.
    """

    topic: ClassVar[str] = PAYMENTS
    key_field: ClassVar[str] = "key_id"

    key_id: UUID
    payment_id: UUID
    establishment_id: UUID | None = None
    amount_paid: Amount
    balance_due: Amount | None = None
    received_at: datetime
    value_on: date


class PaymentSettled(Event):
    """A received payment stands on the hub's report and in the bank's account: its day is closed.

    `key_id` is that of the payment's `PaymentReceived`.
    """

    topic: ClassVar[str] = PAYMENTS
    key_field: ClassVar[str] = "key_id"

    key_id: UUID
    payment_id: UUID
    establishment_id: UUID | None = None
    amount_paid: Amount
    settled_on: date
    settled_at: datetime


class PaymentReversed(Event):
    """A received payment was taken back: what it had paid is owed again.

    `key_id` is that of the payment's `PaymentReceived`.
    """

    topic: ClassVar[str] = PAYMENTS
    key_field: ClassVar[str] = "key_id"

    key_id: UUID
    payment_id: UUID
    establishment_id: UUID | None = None
    amount_reversed: Amount
    balance_due: Amount | None = None
    reason: str
    reversed_at: datetime


class ClearanceChanged(Event):
    """An establishment owes nothing any more, or owes something again (what is due counts)."""

    topic: ClassVar[str] = ACCOUNTS
    key_field: ClassVar[str] = "establishment_id"

    establishment_id: UUID
    clear: bool
    balance_due: Amount
    changed_at: datetime

"""The hub's payments, and what about them needs a person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis import columns
from services.billing.models import BillingTable


class HubPayment(BillingTable, table=True):
    """A payment the hub told us of, once per transaction number.

    `source` is the notice or, where that was lost, the hub's report. `reported_on` is the day whose
    report has it with `amount_reported` (fils), `settled_on` that day once it is closed.
    `reversal_reported_on` is the day whose report says that it was taken back.
    """

    __tablename__ = "hub_payment"

    payment_id: UUID = columns.primary_id()
    transaction: str
    billing_no: str
    service_type: str
    establishment_id: UUID | None = None
    amount_paid: int = columns.money()
    process_at: datetime = columns.instant()
    value_on: date = columns.day()
    bank_code: int
    bank_trx: str
    method: str | None = None
    channel: str | None = None
    guid: str
    received_at: datetime = columns.instant()
    source: str = "notice"
    reported_on: date | None = columns.day_or_none()
    amount_reported: int | None = columns.money_or_none()
    settled_on: date | None = columns.day_or_none()
    assigned_at: datetime | None = columns.instant_or_none()
    reversed_at: datetime | None = columns.instant_or_none()
    reversal_reason: str | None = None
    reversal_reported_on: date | None = columns.day_or_none()

    @property
    def key_id(self) -> UUID:
        """The key of all its events: that of its `PaymentReceived`, also when assigned later."""
        if self.establishment_id is None or self.assigned_at is not None:
            return self.payment_id
        return self.establishment_id


class PaymentException(BillingTable, table=True):
    """Something about money that the treasurer has to look at.

    `day` is the settlement day that cannot be closed before it is explained. `amount` (fils) is
    what stands in suspense because of it, above zero where we hold it, from `posted_at` on and
    until it is settled. `resolution` says how it was: explained, booked, reversed, assigned,
    offset (against the exception that `offset_against` names), gone.
    """

    __tablename__ = "payment_exception"

    exception_id: UUID = columns.primary_id()
    kind: str
    fingerprint: str
    facts: dict[str, Any] = columns.document()
    raised_at: datetime = columns.instant()
    day: date | None = columns.day_or_none()
    amount: int = columns.money()
    posted_at: datetime | None = columns.instant_or_none()
    owner: UUID | None = None
    owned_at: datetime | None = columns.instant_or_none()
    explanation: str | None = None
    explained_by: UUID | None = None
    explained_at: datetime | None = columns.instant_or_none()
    resolution: str | None = None
    offset_against: UUID | None = None
    establishment_id: UUID | None = None
    settled_at: datetime | None = columns.instant_or_none()

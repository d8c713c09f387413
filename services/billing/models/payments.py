"""The hub's payments, and what about them needs a person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis import columns
from services.billing.models import BillingTable


class HubPayment(BillingTable, table=True):
    """A payment the hub told us of, once per transaction number."""

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


class PaymentException(BillingTable, table=True):
    """Something about a payment that the treasurer has to look at."""

    __tablename__ = "payment_exception"

    exception_id: UUID = columns.primary_id()
    kind: str
    fingerprint: str
    facts: dict[str, Any] = columns.document()
    raised_at: datetime = columns.instant()
    settled_at: datetime | None = columns.instant_or_none()

"""What a customer orders at a bank, and the payment the hub makes of it."""

import secrets
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from deploy.simulators.hub.connection import Connection
from deploy.simulators.hub.messages import AMMAN, Amount, Moment, PaymentFacts, PullFacts, Text

JORDAN_BANK = 21


class PullOrder(BaseModel):
    """Which bill is asked for; `forge` signs with a key the biller does not know."""

    model_config = ConfigDict(extra="forbid")

    billing_no: Text
    service_type: Text | None = None
    biller_code: int | None = None
    forge: bool = False


class PaymentOrder(BaseModel):
    """A payment to make, or one to notify again.

    A `transaction` that was used before makes a repeat, or with another amount a conflict. With
    `repeat_of` whatever is left out is as in that payment. `forge` signs with a wrong key. Without
    `notify` the payment is taken and the biller never hears of it.
    """

    model_config = ConfigDict(extra="forbid")

    billing_no: Text | None = None
    bill_no: Text | None = None
    amount: Amount | None = None
    transaction: Text | None = None
    repeat_of: Text | None = None
    forge: bool = False
    notify: bool = True
    due_amount: Amount | None = None
    fees_amount: Amount | None = None
    fees_on_biller: bool | None = None
    service_type: Text | None = None
    biller_code: int | None = None
    process_date: Moment | None = None
    stmt_date: date | None = None
    bank_code: int | None = None
    bank_transaction: Text | None = None
    status: Text | None = None
    channel: Text | None = None
    method: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.repeat_of is None and (self.billing_no is None or self.amount is None):
            raise ValueError("billing_no and amount are needed, or repeat_of")
        return self


def pull_facts(order: PullOrder, connection: Connection) -> PullFacts:
    """The pull, with what was agreed where the order is silent."""
    return PullFacts(
        billing_no=order.billing_no,
        service_type=order.service_type or connection.service_type,
        biller_code=connection.biller_code if order.biller_code is None else order.biller_code,
    )


def payment_facts(
    order: PaymentOrder, connection: Connection, *, at: datetime, repeated: PaymentFacts | None
) -> PaymentFacts:
    """The payment of an order made at an instant, or the repeated one with what was changed."""
    given = order.model_dump(exclude_none=True, exclude={"repeat_of", "forge", "notify"})
    if "billing_no" in given:
        given.setdefault("bill_no", given["billing_no"])
    if repeated is not None:
        return PaymentFacts(**{**repeated.model_dump(), **given})
    return PaymentFacts(**{**_usual(given, connection, at), **given})


def _usual(given: dict[str, Any], connection: Connection, at: datetime) -> dict[str, Any]:
    processed: datetime = given.get("process_date", at)
    transaction = given.get("transaction") or new_transaction(at)
    return {
        "transaction": transaction,
        "service_type": connection.service_type,
        "biller_code": connection.biller_code,
        "due_amount": given["amount"],
        "fees_amount": "0.000",
        "fees_on_biller": True,
        "process_date": processed,
        "stmt_date": processed.astimezone(AMMAN).date(),
        "bank_code": JORDAN_BANK,
        "bank_transaction": f"BNK-{secrets.randbelow(10**10):010d}",
        "status": "PmtNew",
        "channel": "MOB",
        "method": "ACTDEB",
    }


def new_transaction(at: datetime) -> str:
    """Unique also after a restart without a journal."""
    return f"{at.astimezone(AMMAN):%Y%m%d%H%M%S}{secrets.randbelow(10**8):08d}"

"""The hub's own book of a settlement day: what it took, and what was planted into it.

A plant that changes the truth (another amount, a reversal, a payment that never was) changes what
the hub settles with the bank too, so that report and bank statement tell one story.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from deploy.simulators.hub.messages import PaymentFacts, Text

Kind = Literal[
    "lost-notice",
    "foreign-line",
    "amount-differs",
    "duplicate-line",
    "ours-missing",
    "reversed",
]
REVERSED = "PmtReversal"
FOREIGN_BILLER = 555
TOO_MUCH = Decimal("1.000")


class Plant(BaseModel):
    """A difference to plant; without a transaction into the first payment that has none yet."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    transaction: Text | None = None


@dataclass(frozen=True)
class Row:
    """One row of a report, and what it adds to the hub's position with the bank."""

    payment: PaymentFacts
    amount: Decimal
    status: str
    biller_code: int
    settled: Decimal


def rows_of(payments: Sequence[PaymentFacts], plants: Sequence[Plant]) -> Iterator[Row]:
    """The rows of a day; `plants` name their transactions."""
    by_transaction = {plant.transaction: plant.kind for plant in plants}
    for payment in payments:
        yield from _rows(payment, by_transaction.get(payment.transaction))


def _rows(payment: PaymentFacts, kind: Kind | None) -> Iterator[Row]:
    amount = Decimal(payment.amount)
    row = Row(payment, amount, payment.status, payment.biller_code, amount)
    if kind == "ours-missing":
        return
    if kind == "amount-differs":
        row = replace(row, amount=amount + TOO_MUCH, settled=amount + TOO_MUCH)
    if kind == "reversed":
        row = replace(row, status=REVERSED, settled=Decimal())
    yield row
    if kind == "duplicate-line":
        yield replace(row, settled=Decimal())
    if kind == "foreign-line":
        theirs = payment.model_copy(update={"transaction": f"F{payment.transaction}"[:50]})
        yield Row(theirs, amount, payment.status, FOREIGN_BILLER, Decimal())


class Position(BaseModel):
    """What the hub settles with the bank for a day, in JOD with three decimals."""

    day: date
    payments: int
    amount: str


def position_of(day: date, rows: Sequence[Row]) -> Position:
    """The net position of a day."""
    settled = [row.settled for row in rows if row.settled]
    return Position(day=day, payments=len(settled), amount=f"{sum(settled, Decimal()):.3f}")

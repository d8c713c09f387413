"""The money of a settlement day: what each difference moves, and between which accounts.

Whatever the hub and the bank say of a day, its closing takes the hub's total out of the hub's
clearing account, puts the bank's into ours, and leaves what lies between in suspense.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

BANK_HUB, SETTLEMENT_ACCOUNT, SUSPENSE = "bank-hub", "settlement-account", "suspense"

FROM_THE_BANK = frozenset({"unknown-bank-credit", "unknown-bank-debit", "bank-late"})
"""Differences that the bank's account shows and the hub does not know of."""

STAYS_OPEN = frozenset({"ours-missing", "reversal-held"})
"""Differences that an explanation does not end: something has still to come."""


@dataclass(frozen=True)
class Move:
    """One entry: from the credited to the debited account; fils above zero."""

    debit: str
    credit: str
    amount: int


def into_suspense(kind: str, amount: int) -> Move | None:
    """The entry of a difference: above zero money without an owner, below zero money that lacks.

    None for a difference in which no money is concerned.
    """
    other = SETTLEMENT_ACCOUNT if kind in FROM_THE_BANK else BANK_HUB
    return between(other, SUSPENSE, amount)


def between(debit: str, credit: str, amount: int) -> Move | None:
    """An entry over a signed amount: below zero it goes the other way, None for nothing."""
    if amount == 0:
        return None
    return Move(debit, credit, amount) if amount > 0 else Move(credit, debit, -amount)


def in_suspense(kind: str, *, hub: int | None, ours: int | None) -> int:
    """Fils that a difference between hub and ledger leaves in suspense when its day is closed.

    The hub settles what it says. What it says beyond our booking belongs to nobody yet, nor does
    what it keeps of a payment when it takes back less than it had reported.
    """
    if kind == "amount-differs":
        return (hub or 0) - (ours or 0)
    if kind == "reversal-differs":
        return (ours or 0) - (hub or 0)
    return (hub or 0) if kind == "reversed-here" else 0


def bank_difference(hub: int, bank: int) -> str | None:
    """The name of what lies between the hub's total and the bank's credit (fils)."""
    if bank == hub:
        return None
    return "bank-short" if bank < hub else "bank-over"


def counted_on(
    settles_on: date | None, *, statement: date, closed: Collection[date]
) -> date | None:
    """The day for which a bank entry counts; None where it is money nobody expects.

    The bank may settle a day later than the hub says, never earlier, and a closed day takes no
    more.
    """
    if settles_on is None or settles_on > statement or settles_on in closed:
        return None
    return settles_on

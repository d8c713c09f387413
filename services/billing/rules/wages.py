"""The wage in force: on which wage a month is charged, and where that wage comes from.

The wage of January counts for the whole year and comes by the January file (A, guide for
establishments; B, practice of payroll offices). Who joins later in the year is charged on the wage
he joined with (C). Until the January file is overdue the wage of the year before goes on (C); after
that it is missing, and nothing is charged on a guess.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal


@dataclass(frozen=True)
class Declared:
    """A wage (fils) that an accepted file declared from a day on; `number` is the file's."""

    effective_from: date
    amount: int
    number: str


@dataclass(frozen=True)
class WageInForce:
    """The wage of a month in fils, and what it rests on."""

    amount: int
    kind: Literal["joining", "declared", "carried"]
    effective_on: date
    number: str | None = None

    def source(self) -> dict[str, Any]:
        """What a line says of its wage."""
        told = {"kind": self.kind, "effective_on": self.effective_on.isoformat()}
        return told if self.number is None else {**told, "file": self.number}


def wage_in_force(
    first: date,
    *,
    joined_on: date,
    joining: int,
    declared: Iterable[Declared],
    carried_months: int,
) -> WageInForce | None:
    """The wage (fils) of the month that begins on `first`; None where it is missing.

    `carried_months` is how many months of a year the wage of the year before goes on while the
    January file is not in.
    """
    known = sorted(
        (one for one in declared if one.effective_from <= first),
        key=lambda one: one.effective_from,
    )
    if known and known[-1].effective_from.year == first.year:
        last = known[-1]
        return WageInForce(last.amount, "declared", last.effective_from, last.number)
    if joined_on.year >= first.year:
        return WageInForce(joining, "joining", joined_on)
    if first.month > carried_months:
        return None
    if known:
        return WageInForce(known[-1].amount, "carried", known[-1].effective_from, known[-1].number)
    return WageInForce(joining, "carried", joined_on)

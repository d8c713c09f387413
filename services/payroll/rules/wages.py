"""The wage last known of a worker, and whether a new one is worth a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Declared:
    """A wage (fils a month) that an accepted file declared from a day on."""

    effective_from: date
    declared_at: datetime
    amount: int


def last_known(day: date, *, joining: int, declared: Iterable[Declared]) -> int:
    """The wage (fils) as known on a day: the last declared one, or else the joining wage.

    Of two files for one day the later declared counts, as on the bill.
    """
    known = [one for one in declared if one.effective_from <= day]
    if not known:
        return joining
    return max(known, key=lambda one: (one.effective_from, one.declared_at)).amount


def changed_beyond(before: int, after: int, *, percent: int) -> bool:
    """Whether a wage (fils) moved, up or down, by more than so many per cent of what it was."""
    return abs(after - before) * 100 > before * percent

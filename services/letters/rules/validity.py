"""How long a letter holds, by the figure in force on the day of its issue."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar


class ValidityNotKnown(Exception):
    """No figure holds on the day."""


class Dated(Protocol):
    """A figure that holds over a period; `effective_to` is its last day, absent while in force."""

    effective_from: date
    effective_to: date | None
    value: int


D = TypeVar("D", bound=Dated)


def in_force(figures: Iterable[D], day: date) -> D:
    """The figure that holds on a day, the later begun of two; raises `ValidityNotKnown`."""
    found = [
        one
        for one in figures
        if one.effective_from <= day and (one.effective_to is None or day <= one.effective_to)
    ]
    if not found:
        raise ValidityNotKnown(str(day))
    return max(found, key=lambda one: one.effective_from)


def month_end(day: date, ends: int) -> date:
    """The last day of the n-th month, counted with that of `day` as the first."""
    for _ in range(ends):
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return day - timedelta(days=1)

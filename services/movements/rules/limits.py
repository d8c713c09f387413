"""Limits of the law over time: which value holds on a day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


class LawNotKnown(Exception):
    """No period of the limit has been announced for the day."""


@dataclass(frozen=True)
class Period:
    """A value and the days on which it holds; `last` is absent while it is in force."""

    first: date
    last: date | None
    value: int


def on_day(name: str, periods: Iterable[Period]) -> Callable[[date], int]:
    """A function from a day to the value in force; it raises `LawNotKnown`."""
    ordered = sorted(periods, key=lambda period: period.first, reverse=True)

    def value(day: date) -> int:
        for period in ordered:
            if period.first <= day and (period.last is None or day <= period.last):
                return period.value
        raise LawNotKnown(f"{name} on {day}")

    return value

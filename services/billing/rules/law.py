"""Figures of the law over time: which value holds on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar


class LawNotKnown(Exception):
    """No figure of this name holds on the day."""


class Dated(Protocol):
    """Anything that holds over a period; `effective_to` is its last day, absent while in force."""

    @property
    def effective_from(self) -> date:
        """The first day."""

    @property
    def effective_to(self) -> date | None:
        """The last day."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True)
class Rate:
    """Per cent of the wage that one payer owes one fund, with its legal basis and mark."""

    fund: str
    payer: str
    percent: Decimal
    hazardous_only: bool
    version: str
    article: str
    mark: str
    effective_from: date
    effective_to: date | None


def in_force(figures: Iterable[D], day: date) -> list[D]:
    """Those that hold on a day."""
    return [
        one
        for one in figures
        if one.effective_from <= day and (one.effective_to is None or day <= one.effective_to)
    ]


def the_one(name: str, figures: Sequence[D], day: date) -> D:
    """The figure that holds on a day; raises `LawNotKnown` without one."""
    found = in_force(figures, day)
    if not found:
        raise LawNotKnown(f"{name} on {day}")
    return max(found, key=lambda one: one.effective_from)

"""Limits of the law: billing announces them, a service that needs them keeps a copy.

Its first migration applies `chassis/schema/0002_law_limit.sql`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.money import fils_of_decimal
from chassis.tables import LawLimit
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import LawParameterSet

DayValue = Callable[[date], int]
"""From a day to the value in force; raises `LawNotKnown` for a day without one."""


class LawNotKnown(Exception):
    """No period of the limit has been announced for the day."""


@dataclass(frozen=True)
class Period:
    """A value and the days on which it holds; `last` is absent while it is in force."""

    first: date
    last: date | None
    value: int


def on_day(name: str, periods: Iterable[Period]) -> DayValue:
    """The value in force; of two that hold on a day the one that began later."""
    ordered = sorted(periods, key=lambda period: period.first, reverse=True)

    def value(day: date) -> int:
        for period in ordered:
            if period.first <= day and (period.last is None or day <= period.last):
                return period.value
        raise LawNotKnown(f"{name} on {day}")

    return value


async def keep_limit(work: UnitOfWork, event: LawParameterSet) -> None:
    """Write the period; a later announcement of the same period replaces it."""
    values = event.model_dump(include=set(LawLimit.model_fields))
    await work.session.execute(
        insert(LawLimit)
        .values(values)
        .on_conflict_do_update(index_elements=["parameter", "effective_from"], set_=values)
    )


async def limit(work: UnitOfWork, parameter: str, read: Callable[[str], int]) -> DayValue:
    """A limit by day; `read` makes a number of its value."""
    rows = await work.session.execute(select(LawLimit).where(col(LawLimit.parameter) == parameter))
    periods = [
        Period(one.effective_from, one.effective_to, read(one.value)) for one in rows.scalars()
    ]
    return on_day(parameter, periods)


async def minimum_wage(work: UnitOfWork) -> DayValue:
    """The minimum wage by day, in fils a month."""
    return await limit(work, "minimum_wage", lambda text: fils_of_decimal(Decimal(text)))

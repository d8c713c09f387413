"""A copied limit of the law: the value that holds on a day, and none where none was announced."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.limits import LawNotKnown, Period, keep_limit, minimum_wage, on_day
from contracts.events.billing import LawParameterSet
from tests.conftest import OpenDatabase
from tests.services.people import acting

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_a_value_holds_from_its_first_to_its_last_day(first: date, last: date, day: date) -> None:
    value = on_day("limit", [Period(first, last, 7)])
    if first <= day <= last:
        assert value(day) == 7
    else:
        with pytest.raises(LawNotKnown):
            value(day)


@given(st.dictionaries(DAYS, st.integers(), min_size=1), DAYS)
def test_of_several_the_one_that_began_last_counts(began: dict[date, int], day: date) -> None:
    value = on_day("limit", [Period(first, None, number) for first, number in began.items()])
    begun = [first for first in began if first <= day]
    if begun:
        assert value(day) == began[max(begun)]
    else:
        with pytest.raises(LawNotKnown):
            value(day)


async def test_what_is_announced_again_replaces_what_was(database: OpenDatabase) -> None:
    engine = await database("movements")
    for amount in ("280.000", "290.000"):
        async with acting(engine) as work:
            await keep_limit(work, announced(amount))
    async with acting(engine) as work:
        wage = await minimum_wage(work)
    assert wage(date(2026, 1, 1)) == 290_000
    with pytest.raises(LawNotKnown):
        wage(date(2024, 12, 31))


def announced(amount: str) -> LawParameterSet:
    return LawParameterSet(
        parameter="minimum_wage",
        value=amount,
        unit="jod",
        effective_from=date(2025, 1, 1),
        legal_basis="Minimum wage committee",
        mark="B",
    )

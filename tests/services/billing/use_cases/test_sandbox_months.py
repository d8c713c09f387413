"""In a sandbox the months that its date passes are closed and billed by themselves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import month_bounds
from chassis.ids import uuid7
from contracts.events.identity import SandboxClockMoved
from services.billing.use_cases.close_passed_months import close_passed_months, passed
from tests.conftest import NOW, OpenDatabase
from tests.services.billing.facts import documents, does_what_is_due, hears_start, started
from tests.services.people import acting, employer


@pytest.fixture
async def billing(database: OpenDatabase) -> AsyncEngine:
    return await database("billing")


async def test_every_month_on_the_way_is_billed_once(billing: AsyncEngine) -> None:
    owner = await employer(billing)
    await hears_start(billing, started(owner))
    event = SandboxClockMoved(
        establishment_id=owner.establishment_id,
        moved_from=date(2026, 1, 10),
        moved_to=date(2026, 3, 15),
        moved_by=uuid7(),
        moved_at=NOW,
    )
    for _ in range(2):  # at least once
        async with acting(billing) as work:
            await close_passed_months(work, event)
        await does_what_is_due(billing)
    assert [one.month for one in await documents(billing, owner)] == ["2026-01", "2026-02"]


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(1, 800))
def test_months_passed_are_those_that_ended_on_the_way(start: date, days: int) -> None:
    to = date.fromordinal(start.toordinal() + days)
    ends = [month_bounds(month)[1] for month in passed(start, to)]
    every = {
        month_bounds(f"{year}-{month:02d}")[1]
        for year in range(start.year, to.year + 1)
        for month in range(1, 13)
    }
    assert ends == sorted(end for end in every if start <= end < to)

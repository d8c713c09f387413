"""What a January file is said to make of months is what it makes of them, to the fils."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from chassis.money import fils, jod
from services.billing.assessment import Changes
from services.billing.rules.wages import Declared
from services.billing.use_cases.preview_batch import Preview, preview_batch
from tests.conftest import OpenDatabase
from tests.services.billing.facts import (
    closes,
    documents,
    does_what_is_due,
    hears_start,
    hears_wages,
    started,
)
from tests.services.people import Establishment, acting, employer

MONTHS = ("2026-01", "2026-02")
WAGE = st.integers(fils("260.000"), fils("9000.000"))


@pytest.fixture
async def billing(database: OpenDatabase) -> AsyncEngine:
    return await database("billing")


async def rehearse(
    engine: AsyncEngine, at: Establishment, month: str, wages: Mapping[UUID, int]
) -> Preview:
    first = date(2026, 1, 1)
    declared = {one: Declared(first, wage, "") for one, wage in wages.items()}
    async with acting(engine) as work:
        return await preview_batch(
            work,
            rehearsal_id=None,
            establishment_id=at.establishment_id,
            month=month,
            changes=Changes(wages=declared),
        )


async def billed(engine: AsyncEngine, at: Establishment, month: str) -> int:
    return sum(one.amount_due for one in await documents(engine, at) if one.month == month)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wages=st.lists(st.tuples(WAGE, st.booleans(), WAGE), min_size=1, max_size=4),
    closed=st.sets(st.sampled_from(MONTHS)),
    corrected=st.booleans(),
)
async def test_the_bill_is_what_was_rehearsed(
    billing: AsyncEngine,
    wages: list[tuple[int, bool, int]],
    closed: set[str],
    corrected: bool,
) -> None:
    """For months that are billed and for drafts, for the first file of a year and for another."""
    owner = await employer(billing, number=str(uuid7().int))
    declared = {}
    for joining, hazardous, wage in wages:
        event = started(owner, on=date(2025, 3, 1), wage=jod(joining), hazardous=hazardous)
        declared[await hears_start(billing, event)] = wage
    await closes(billing, owner, *sorted(closed))
    if corrected:
        await hears_wages(billing, owner, dict.fromkeys(declared, "777.000"))
        await does_what_is_due(billing)
    previews = {month: await rehearse(billing, owner, month, declared) for month in MONTHS}
    before = {month: await billed(billing, owner, month) for month in closed}

    await hears_wages(billing, owner, {one: jod(wage) for one, wage in declared.items()})
    await closes(billing, owner, *MONTHS)
    for month, preview in previews.items():
        assert preview.billed == (month in closed)
        assert preview.amount_after == await billed(billing, owner, month)
        if month in closed:
            assert preview.amount_before == before[month]


async def test_it_changes_nothing_and_no_bill_is_compared_with_it(billing: AsyncEngine) -> None:
    """A file may never be sent: the bill owes it no explanation."""
    owner = await employer(billing)
    worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
    preview = await rehearse(billing, owner, "2026-01", {worker: 600_000})
    assert (jod(preview.amount_before), jod(preview.difference)) == ("108.750", "21.750")
    await closes(billing, owner, "2026-01")
    [invoice] = await documents(billing, owner)
    assert (jod(invoice.amount_due), invoice.rehearsal) == ("108.750", None)
    async with billing.connect() as connection:
        for table in ("declared_wage", "rehearsal"):
            found = await connection.execute(text(f"select count(*) from {table}"))
            assert found.scalar_one() == 0

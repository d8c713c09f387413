"""What a rehearsal says is what the bill will be; what changes in between the bill names."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import month_bounds
from chassis.ids import uuid7
from chassis.money import fils, jod
from services.billing.assessment import Changes
from services.billing.models.invoices import Cover
from services.billing.use_cases.preview_batch import Preview, preview_batch
from tests.conftest import OpenDatabase
from tests.services.billing.facts import (
    closes,
    documents,
    does_what_is_due,
    hears_start,
    hears_stop,
    started,
    stopped,
)
from tests.services.people import Establishment, acting, employer

MONTH = "2026-02"
FIRST, LAST = month_bounds(MONTH)
ON_500 = 108_750


@pytest.fixture
async def billing(database: OpenDatabase) -> AsyncEngine:
    return await database("billing")


@dataclass(frozen=True)
class Start:
    """A worker who joins."""

    on: date
    wage: int
    hazardous: bool


async def rehearse(
    engine: AsyncEngine,
    at: Establishment,
    starts: dict[UUID, Start],
    stops: dict[UUID, date] | None = None,
) -> Preview:
    covers = [
        Cover(
            coverage_id=coverage_id,
            establishment_id=at.establishment_id,
            person_id=coverage_id,
            started_on=start.on,
            stopped_on=None,
            amount_wage=start.wage,
            hazardous=start.hazardous,
        )
        for coverage_id, start in starts.items()
    ]
    async with acting(engine) as work:
        return await preview_batch(
            work,
            rehearsal_id=uuid7(),
            establishment_id=at.establishment_id,
            month=MONTH,
            changes=Changes(covers, stops or {}),
        )


async def approved(
    engine: AsyncEngine,
    at: Establishment,
    starts: dict[UUID, Start],
    stops: dict[UUID, date] | None = None,
) -> None:
    for coverage_id, start in starts.items():
        event = started(
            at,
            on=start.on,
            wage=jod(start.wage),
            hazardous=start.hazardous,
            coverage_id=coverage_id,
        )
        await hears_start(engine, event)
    for coverage_id, day in (stops or {}).items():
        await hears_stop(engine, stopped(at, coverage_id, day))


async def billed(engine: AsyncEngine, at: Establishment) -> int:
    return sum(one.amount_due for one in await documents(engine, at) if one.month == MONTH)


starts_strategy = st.lists(
    st.builds(
        Start,
        on=st.integers(0, 27).map(lambda days: FIRST + timedelta(days=days)),
        wage=st.integers(fils("260.000"), fils("9000.000")),
        hazardous=st.booleans(),
    ),
    max_size=6,
)
here_strategy = st.lists(
    st.tuples(
        st.builds(
            Start,
            on=st.just(date(2026, 1, 1)),
            wage=st.integers(fils("260.000"), fils("9000.000")),
            hazardous=st.booleans(),
        ),
        st.one_of(st.none(), st.integers(0, 27).map(lambda days: FIRST + timedelta(days=days))),
    ),
    max_size=4,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(joining=starts_strategy, here=here_strategy, already=st.booleans())
async def test_the_bill_is_what_was_rehearsed(
    billing: AsyncEngine,
    joining: list[Start],
    here: list[tuple[Start, date | None]],
    already: bool,
) -> None:
    """For a draft month and for one that is billed already, to the fils."""
    owner = await employer(billing, number=str(uuid7().int))
    present = {uuid7(): start for start, _ in here}
    leaving = {one: day for one, (_, day) in zip(present, here, strict=True) if day is not None}
    await approved(billing, owner, present)
    if already:
        await closes(billing, owner, MONTH)
    starts = {uuid7(): start for start in joining}
    preview = await rehearse(billing, owner, starts, leaving)
    before = await billed(billing, owner)
    await approved(billing, owner, starts, leaving)
    await closes(billing, owner, MONTH)
    await does_what_is_due(billing)
    assert preview.billed == (already and before > 0)
    assert preview.amount_after == await billed(billing, owner)
    if already:
        assert preview.amount_before == before


async def test_a_rehearsal_changes_nothing(billing: AsyncEngine) -> None:
    owner = await employer(billing)
    worker = await hears_start(billing, started(owner))
    preview = await rehearse(
        billing, owner, {uuid7(): Start(FIRST, 500_000, False)}, {worker: FIRST}
    )
    assert (preview.amount_before, preview.amount_after) == (ON_500, ON_500)
    await closes(billing, owner, MONTH)
    assert await billed(billing, owner) == ON_500


async def test_the_bill_names_what_changed_since_the_rehearsal(billing: AsyncEngine) -> None:
    owner = await employer(billing)
    leaver = await hears_start(billing, started(owner))
    joiner, stranger = uuid7(), uuid7()
    await rehearse(billing, owner, {joiner: Start(FIRST, 500_000, False)})
    await approved(billing, owner, {joiner: Start(FIRST, 500_000, False)}, {leaver: FIRST})
    await approved(billing, owner, {stranger: Start(FIRST, 600_000, False)})
    await closes(billing, owner, MONTH)
    [invoice] = await documents(billing, owner)
    assert invoice.rehearsal is not None
    assert invoice.rehearsal["amount_rehearsed"] == jod(2 * ON_500)
    assert invoice.rehearsal["difference"] == "21.750"
    kinds = {
        one["coverage_id"]: (one["kind"], one["amount"]) for one in invoice.rehearsal["changes"]
    }
    assert kinds == {str(leaver): ("removed", "-108.750"), str(stranger): ("added", "130.500")}


async def test_the_bill_says_when_it_is_as_rehearsed(billing: AsyncEngine) -> None:
    owner = await employer(billing)
    starts = {uuid7(): Start(FIRST, 500_000, False)}
    await rehearse(billing, owner, starts)
    await approved(billing, owner, starts)
    await closes(billing, owner, MONTH)
    [invoice] = await documents(billing, owner)
    assert invoice.rehearsal is not None
    assert (invoice.rehearsal["difference"], invoice.rehearsal["changes"]) == ("0.000", [])


async def test_a_rehearsal_that_was_never_sent_is_not_compared(billing: AsyncEngine) -> None:
    owner = await employer(billing)
    await hears_start(billing, started(owner))
    await rehearse(billing, owner, {uuid7(): Start(FIRST, 500_000, False)})
    await closes(billing, owner, MONTH)
    [invoice] = await documents(billing, owner)
    assert invoice.rehearsal is None

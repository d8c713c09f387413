"""The timeline: found by any of its numbers, and shown only to whom it concerns."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.activity import ActivityView, NothingAsked, list_activity
from chassis.errors import NotFound
from chassis.ids import uuid7
from chassis.unit_of_work import Caller
from tests.conftest import OpenDatabase
from tests.services.people import Establishment, acting, employer, staff


@pytest.fixture
async def engine(database: OpenDatabase) -> AsyncEngine:
    return await database("letters")


async def happened(
    engine: AsyncEngine, what: str, at: Establishment | None = None, **more: Any
) -> None:
    async with acting(engine) as work:
        work.record(
            "command",
            what,
            about=("batch", "4317"),
            establishment_id=None if at is None else at.establishment_id,
            **more,
        )


async def seen(engine: AsyncEngine, caller: Caller | None, **asked: Any) -> list[str]:
    async with acting(engine, caller) as work:
        found: list[ActivityView] = await list_activity(work, **asked)
    return [one.what for one in found]


async def test_is_found_by_its_number_and_by_numbers_it_names(engine: AsyncEngine) -> None:
    owner, operator = await employer(engine), await staff(engine, "operator")
    await happened(engine, "batch-approved", owner)
    await happened(engine, "coverage-started", owner, refs=["F-7"])
    assert await seen(engine, operator, ref="4317") == ["batch-approved", "coverage-started"]
    assert await seen(engine, operator, ref="F-7") == ["coverage-started"]
    assert await seen(engine, operator, ref="F-8") == []


async def test_its_owner_sees_it_without_internal_notes(engine: AsyncEngine) -> None:
    owner = await employer(engine)
    await happened(engine, "batch-submitted", owner)
    await happened(engine, "forged-message", owner, internal=True)
    assert await seen(engine, owner.officer, ref="4317") == ["batch-submitted"]


async def test_a_stranger_sees_nothing_of_it(engine: AsyncEngine) -> None:
    owner = await employer(engine)
    stranger = await employer(engine, number="1000002")
    await happened(engine, "batch-submitted", owner)
    await happened(engine, "no-owner")
    assert await seen(engine, stranger.officer, ref="4317") == []
    asked = {"establishment_id": owner.establishment_id}
    assert await seen(engine, stranger.officer, **asked) == []


async def test_staff_see_their_branches(engine: AsyncEngine) -> None:
    owner = await employer(engine, branch="zarqa")
    await happened(engine, "batch-submitted", owner)
    here = await staff(engine, "officer", "zarqa")
    elsewhere = await staff(engine, "officer", "irbid")
    everywhere = await staff(engine, "treasurer")
    registrar = await staff(engine, "registrar")
    assert await seen(engine, here, establishment_number="1000001") == ["batch-submitted"]
    assert await seen(engine, elsewhere, establishment_number="1000001") == []
    assert await seen(engine, everywhere, ref="4317") == ["batch-submitted"]
    with pytest.raises(NotFound):
        await seen(engine, registrar, ref="4317")


async def test_internal_notes_about_nobody_are_for_who_works_for_all(engine: AsyncEngine) -> None:
    await happened(engine, "settlement-day-closed", internal=True)
    here = await staff(engine, "officer", "zarqa")
    everywhere = await staff(engine, "treasurer")
    assert await seen(engine, here, ref="4317") == []
    assert await seen(engine, everywhere, ref="4317") == ["settlement-day-closed"]


async def test_reading_a_persons_is_an_entry_of_it(engine: AsyncEngine) -> None:
    operator, person_id = await staff(engine, "operator"), uuid7()
    await happened(engine, "coverage-started", person_id=person_id)
    first = await seen(engine, operator, person_id=person_id)
    again = await seen(engine, operator, person_id=person_id)
    assert (first, again) == (["coverage-started"], ["coverage-started", "timeline-read"])


async def test_is_always_one_of_something(engine: AsyncEngine) -> None:
    operator = await staff(engine, "operator")
    with pytest.raises(NothingAsked):
        await seen(engine, operator)


async def test_several_conditions_hold_together(engine: AsyncEngine) -> None:
    owner, other = await employer(engine), await employer(engine, number="1000002")
    operator = await staff(engine, "operator")
    for one in (owner, other):
        await happened(engine, "batch-submitted", one)
    number: UUID = other.establishment_id
    assert len(await seen(engine, operator, ref="4317", establishment_id=number)) == 1

"""Events and timeline entries are written with the commit, and vanish with what they belong to."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.unit_of_work import UnitOfWork
from tests.chassis.http.test_edge import announce
from tests.chassis.messaging.parked import rows
from tests.conftest import OpenDatabase
from tests.services.people import acting


class Broken(Exception):
    """What goes wrong in a part of a command."""


async def announced(engine: AsyncEngine) -> list[str]:
    """The numbers of the announced events, in the order in which they go out."""
    query = "select convert_from(payload, 'utf8')::json ->> 'number' from outbox order by seq"
    return [str(one) for one in await rows(engine, query)]


async def tell(work: UnitOfWork, number: str) -> None:
    """Announce an event and write down that it happened."""
    await announce(work, number)
    work.record("command", "measured", about=("number", number))


async def breaks_apart(work: UnitOfWork) -> None:
    async with work.apart():
        await tell(work, "2")
        raise Broken


async def fails(engine: AsyncEngine) -> None:
    async with acting(engine) as work:
        await tell(work, "1")
        async with work.apart():
            await tell(work, "2")
        raise Broken


async def test_what_a_broken_part_announced_vanishes_and_the_rest_stays_in_its_order(
    database: OpenDatabase,
) -> None:
    engine = await database("letters")
    async with acting(engine) as work:
        await tell(work, "1")
        with pytest.raises(Broken):
            await breaks_apart(work)
        async with work.apart():
            await tell(work, "3")
        await tell(work, "4")
    assert await announced(engine) == ["1", "3", "4"]
    told = await rows(engine, "select object_id from activity order by object_id")
    assert told == ["1", "3", "4"]


async def test_a_command_that_fails_announces_nothing(database: OpenDatabase) -> None:
    engine = await database("letters")
    with pytest.raises(Broken):
        await fails(engine)
    assert await announced(engine) == []
    assert await rows(engine, "select object_id from activity") == []

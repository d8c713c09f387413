"""Positions: a read waits for what was written, or says that it is behind or blocked."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import freshness
from chassis.freshness import State
from chassis.ids import uuid7
from tests.conftest import OpenDatabase

TOPIC, UNHEARD = "identity.grants.v1", "notifications.messages.v1"


@pytest.fixture
async def engine(database: OpenDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncEngine:
    monkeypatch.setattr(freshness, "WAIT_SECONDS", 0.1)
    return await database("letters")


async def heard(engine: AsyncEngine, event: UUID) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text("insert into inbox_event (consumer, event_id, topic) values ('letters', :id, :t)"),
            {"id": str(event), "t": TOPIC},
        )


async def waited(engine: AsyncEngine, **positions: UUID) -> State:
    named = {TOPIC if name == "heard" else UNHEARD: event for name, event in positions.items()}
    return await freshness.wait(engine, consumer="letters", topics=[TOPIC], positions=named)


async def test_what_was_heard_is_fresh(engine: AsyncEngine) -> None:
    event = uuid7()
    await heard(engine, event)
    assert await waited(engine, heard=event) == "fresh"


async def test_what_was_not_heard_in_time_is_behind(engine: AsyncEngine) -> None:
    assert await waited(engine, heard=uuid7()) == "behind"


async def test_a_topic_nobody_here_reads_does_not_count(engine: AsyncEngine) -> None:
    assert await waited(engine, unheard=uuid7()) == "fresh"


async def test_what_is_parked_blocks(engine: AsyncEngine) -> None:
    event = uuid7()
    await heard(engine, event)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                'insert into parked_event (consumer, topic, part, "offset", event_id, headers, '
                "reason, error) values ('letters', :t, 0, 1, :id, '[]', 'refused', '')"
            ),
            {"id": str(event), "t": TOPIC},
        )
    assert await waited(engine, heard=event) == "blocked"


def test_a_header_is_read_back() -> None:
    positions = {TOPIC: uuid7(), UNHEARD: uuid7()}
    assert freshness.read(freshness.write(positions)) == positions


@pytest.mark.parametrize("header", ["x", "a=b", ", ".join(f"t{n}={uuid7()}" for n in range(9))])
def test_a_header_of_somebody_elses_making_is_none(header: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        freshness.read(header)

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


async def waited(
    engine: AsyncEngine, *heard_topic: UUID, heard: UUID | None = None, unheard: UUID | None = None
) -> State:
    named = [(TOPIC, event) for event in heard_topic]
    named += [(TOPIC, heard)] if heard else []
    named += [(UNHEARD, unheard)] if unheard else []
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


async def test_a_command_to_two_keys_is_heard_when_both_are(engine: AsyncEngine) -> None:
    """Keys lie in different partitions: the last event may be there long before the first."""
    first, last = uuid7(), uuid7()
    await heard(engine, last)
    assert await waited(engine, first, last) == "behind"
    await heard(engine, first)
    assert await waited(engine, first, last) == "fresh"


async def test_what_was_given_up_is_never_fresh(engine: AsyncEngine) -> None:
    event = uuid7()
    await heard(engine, event)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                'insert into parked_discard (seq, consumer, topic, part, "offset", event_id, '
                "headers, reason, error, discarded_by, approved_by, discard_reason) "
                "values (1, 'letters', :t, 0, 1, :id, '[]', 'refused', '', 'one', 'other', 'why')"
            ),
            {"id": str(event), "t": TOPIC},
        )
    assert await waited(engine, heard=event) == "blocked"


def test_a_header_is_read_back() -> None:
    first, second, other = uuid7(), uuid7(), uuid7()
    positions = {(TOPIC, "a"): first, (TOPIC, "b"): second, (UNHEARD, "a"): other}
    read = freshness.read(freshness.write(positions))
    assert read == [(TOPIC, first), (TOPIC, second), (UNHEARD, other)]


def test_of_too_many_positions_the_newest_are_told() -> None:
    events = [uuid7() for _ in range(freshness.POSITIONS_MAX + 1)]
    positions = {(TOPIC, str(key)): event for key, event in enumerate(events)}
    told = freshness.read(freshness.write(positions))
    assert told == [(TOPIC, event) for event in events[1:]]


@pytest.mark.parametrize("header", ["x", "a=b", ", ".join(f"t{n}={uuid7()}" for n in range(33))])
def test_a_header_of_somebody_elses_making_is_none(header: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        freshness.read(header)

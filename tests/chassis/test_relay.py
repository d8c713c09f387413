"""The relay: in order, never lost, and a death between sending and deleting sends again."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.relay import Relay
from tests.chassis.http.test_edge import announce
from tests.conftest import OpenDatabase, url_of
from tests.services.people import acting


class Batch:
    """Takes two events, so that a partition needs several."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []

    def append(self, *, headers: list[tuple[str, bytes]], value: bytes, **_: object) -> bool | None:
        """None when it is full, as aiokafka's."""
        if len(self.events) == 2:
            return None
        self.events.append((dict(headers)["ce_id"].decode(), value.decode()))
        return True


class Broker:
    """One partition a topic. Acknowledges and remembers; `before_ack` may do harm."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.before_ack: Any = None

    async def partitions_for(self, _topic: str) -> set[int]:
        return {0}

    def create_batch(self) -> Batch:
        return Batch()

    async def send_batch(
        self, batch: Batch, _topic: str, *, partition: int
    ) -> "asyncio.Future[None]":
        assert partition == 0
        self.sent += batch.events
        if self.before_ack is not None:
            await self.before_ack()
        acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        acknowledged.set_result(None)
        return acknowledged


class Desk:
    """A database with an outbox, and relays that come and go."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.url = url_of(engine)
        self.connections: list[asyncpg.Connection] = []

    async def relay(self) -> tuple[Relay, asyncpg.Connection]:
        """A relay that has just started and holds what leases it can get."""
        made = Relay(service="letters", database_url=self.url, kafka="")
        connection = await asyncpg.connect(self.url, ssl=False)
        self.connections.append(connection)
        await made._take_leases(connection)
        return made, connection

    async def announce(self, *numbers: str) -> None:
        for number in numbers:
            async with acting(self.engine) as work:
                await announce(work, number)


@pytest.fixture
async def desk(database: OpenDatabase) -> AsyncIterator[Desk]:
    made = Desk(await database("letters"))
    yield made
    for connection in made.connections:
        await connection.close()


async def test_what_is_announced_is_sent_in_order_and_once(desk: Desk) -> None:
    await desk.announce("1", "2", "3")
    relay, connection = await desk.relay()
    broker: Any = Broker()
    assert await relay.publish_batch(connection, broker) == 3
    assert await relay.publish_batch(connection, broker) == 0
    sent = [json.loads(value)["number"] for _, value in broker.sent]
    assert sent == ["1", "2", "3"]


async def test_a_death_between_sending_and_deleting_sends_the_same_event_again(
    desk: Desk,
) -> None:
    await desk.announce("1")
    broker: Any = Broker()
    relay, connection = await desk.relay()

    async def die() -> None:
        connection.terminate()

    broker.before_ack = die
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await relay.publish_batch(connection, broker)
    broker.before_ack = None
    for _ in range(50):  # until the server has noticed that the leases are free
        following, another = await desk.relay()
        if await following.publish_batch(another, broker):
            break
        await asyncio.sleep(0.05)
    ids = [event_id for event_id, _ in broker.sent]
    assert len(ids) == 2
    assert len(set(ids)) == 1  # consumers know it by its id


async def test_two_relays_never_publish_the_same_group(desk: Desk) -> None:
    await desk.announce("1", "2")
    (first, one), (second, other) = await desk.relay(), await desk.relay()
    broker: Any = Broker()
    assert await second.publish_batch(other, broker) == 0
    assert await first.publish_batch(one, broker) == 2


@pytest.fixture
async def small_batches(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> tuple[Relay, asyncpg.Connection]:
    """A relay that takes two events at a time, and five to send."""
    monkeypatch.setattr("chassis.relay.BATCH", 2)
    await desk.announce(*"12345")
    return await desk.relay()


async def test_full_batches_overlap_and_lose_nothing(
    small_batches: tuple[Relay, asyncpg.Connection],
) -> None:
    relay, connection = small_batches
    broker: Any = Broker()
    counts = [await relay.publish_batch(connection, broker) for _ in range(4)]
    assert counts == [2, 2, 1, 0]
    assert [json.loads(value)["number"] for _, value in broker.sent] == [*"12345"]
    assert await connection.fetchval("select count(*) from outbox_pending") == 0


async def test_what_was_not_acknowledged_stays_in_the_queue(
    small_batches: tuple[Relay, asyncpg.Connection],
) -> None:
    relay, connection = small_batches
    broker: Any = Broker()
    assert await relay.publish_batch(connection, broker) == 2

    async def refuse() -> None:
        raise OSError("the broker is gone")

    broker.before_ack = refuse
    with pytest.raises(OSError, match="gone"):
        await relay.publish_batch(connection, broker)
    left = "select convert_from(payload, 'UTF8') from outbox join outbox_pending using (seq)"
    kept = [json.loads(row[0])["number"] for row in await connection.fetch(left)]
    assert {"3", "4", "5"} <= {*kept}

"""A producer that is half-dead is thrown away, and the outbox goes out through the next one.

The producers are fakes that misbehave as the issues of aiokafka describe: a real one cannot be
made to on demand.
"""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Literal

import pytest
from aiokafka.errors import OutOfOrderSequenceNumber
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import relay as relay_module
from chassis.relay import Relay
from tests.chassis.http.test_edge import announce
from tests.chassis.messaging.parked import rows
from tests.chassis.test_relay import Batch, Broker
from tests.chassis.waiting import eventually, running
from tests.conftest import OpenDatabase, url_of
from tests.services.people import acting

Fault = Literal[
    "start-hangs",
    "stays-dead",  # aiokafka #1017: an idempotent producer after a broker's outage
    "send-hangs",  # #1101: Kafka is down
    "never-acknowledged",  # #1101, a step later
    "stop-hangs",  # #1101: so does the end
    "sender-cancelled",  # #1039: it takes everything and sends nothing
]


class Producer(Broker):
    """What the relay sees of `AIOKafkaProducer`."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self._faults = faults
        sender_task: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if "sender-cancelled" in faults:
            sender_task.cancel()
        self._sender = SimpleNamespace(sender_task=sender_task)
        self.stopped = False

    async def start(self) -> None:
        if "start-hangs" in self._faults:
            await asyncio.Event().wait()

    async def stop(self) -> None:
        self.stopped = True
        if "stop-hangs" in self._faults:
            await asyncio.Event().wait()

    async def send_batch(
        self, batch: Batch, topic: str, *, partition: int
    ) -> "asyncio.Future[None]":
        if "stays-dead" in self._faults:
            raise OutOfOrderSequenceNumber
        if "send-hangs" in self._faults:
            await asyncio.Event().wait()
        acknowledged = await super().send_batch(batch, topic, partition=partition)
        if {"never-acknowledged", "sender-cancelled"} & set(self._faults):
            return asyncio.get_running_loop().create_future()
        return acknowledged


@dataclass
class Producers:
    """Those the relay makes: the first ones with these faults, the others well."""

    faults: list[tuple[Fault, ...]] = field(default_factory=list)
    made: list[Producer] = field(default_factory=list)

    def new(self, *_: object, **__: object) -> Producer:
        self.made.append(Producer(self.faults.pop(0) if self.faults else ()))
        return self.made[-1]


@pytest.fixture
def producers(monkeypatch: pytest.MonkeyPatch) -> Producers:
    made = Producers()
    monkeypatch.setattr(relay_module, "new_producer", made.new)
    monkeypatch.setattr(relay_module, "REST_SECONDS", 0.05)
    monkeypatch.setattr(relay_module, "STOP_SECONDS", 0.2)
    return made


@pytest.fixture
async def engine(database: OpenDatabase) -> AsyncEngine:
    made = await database("letters")
    async with acting(made) as work:
        await announce(work, "1")
    return made


def relay(engine: AsyncEngine) -> Relay:
    url = url_of(engine)
    return Relay(service="letters", database_url=url, kafka="")


async def goes_out(engine: AsyncEngine) -> None:
    async def empty() -> bool:
        return await rows(engine, "select count(*) from outbox_pending") == [0]

    async with running(relay(engine)):
        await eventually("the outbox is empty", empty)


@pytest.mark.parametrize(
    "faults",
    [
        ("start-hangs",),
        ("stays-dead",),
        ("send-hangs",),
        ("send-hangs", "stop-hangs"),
        ("never-acknowledged", "stop-hangs"),
    ],
    ids=" and ".join,
)
async def test_it_is_replaced(
    producers: Producers,
    engine: AsyncEngine,
    faults: tuple[Fault, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay_module, "SEND_SECONDS", 0.2)
    producers.faults = [faults]
    await goes_out(engine)
    assert len(producers.made) == 2
    assert producers.made[0].stopped
    assert len(producers.made[1].sent) == 1


async def test_one_whose_sender_was_cancelled_gets_nothing_to_send(
    producers: Producers, engine: AsyncEngine
) -> None:
    """Well before the time that a send may take: that limit is the real one here."""
    producers.faults = [("sender-cancelled",)]
    await goes_out(engine)
    assert [len(one.sent) for one in producers.made] == [0, 1]

"""`/readyz` goes red when progress stops, and green when it goes on; `/livez` stays as it is."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import pytest
from aiokafka import TopicPartition
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import clock
from chassis.backlog import look_for_backlog
from chassis.clock import BusinessClock
from chassis.health import Progress
from chassis.http import health
from chassis.messaging import claims, stall
from chassis.messaging import loop as loop_module
from chassis.messaging.breaker import Breaker
from chassis.messaging.consumers import Consumers
from chassis.messaging.loop import ConsumerLoop
from chassis.messaging.slice import Slice
from chassis.relay import Relay
from contracts.events.identity import ESTABLISHMENTS, EstablishmentRegistered
from tests.chassis.http.test_edge import announce
from tests.chassis.messaging.fake_kafka import Kafka
from tests.chassis.messaging.parked import desk, park
from tests.chassis.messaging.test_slice import event
from tests.chassis.test_relay import Broker
from tests.chassis.waiting import eventually, running
from tests.conftest import OpenDatabase, Server, url_of
from tests.services.people import acting

STUCK_SECONDS = 30


@dataclass
class Process:
    """A process of a service as its health is asked for over HTTP."""

    engine: AsyncEngine
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.include_router(health.router)
        self.app.state.edge = SimpleNamespace(engine=self.engine)
        self.app.state.parts = []
        self.app.state.looks = {}

    async def get(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    async def problems(self) -> dict[str, str]:
        """What `/readyz` complains of; its status agrees. The process lives in any case."""
        answer = await self.get("/readyz")
        found: dict[str, str] = answer.json()["problems"]
        assert answer.status_code == (503 if found else 200)
        assert (await self.get("/livez")).status_code == 200
        return found

    async def turns_red(self, part: str, why: str) -> None:
        """Wait for a complaint."""

        async def red() -> bool:
            return why in (await self.problems()).get(part, "")

        await eventually(f"{part} is red: {why}", red)

    async def turns_green(self) -> None:
        """Wait until there is none."""

        async def green() -> bool:
            return not await self.problems()

        await eventually("all is green", green)


@pytest.fixture
async def process(database: OpenDatabase) -> Process:
    return Process(await database("letters"))


class TestParts:
    async def test_one_that_has_not_moved_for_long_is_named(self, process: Process) -> None:
        part = Progress("relay", limit_seconds=0.0)
        process.app.state.parts = [part]
        assert await process.problems() == {"relay": "starting"}
        part.moved()
        await process.turns_red("relay", "no progress")
        part.limit_seconds = 15.0
        assert await process.problems() == {}


class TestOutbox:
    @pytest.fixture
    async def connection(self, process: Process) -> AsyncIterator[asyncpg.Connection]:
        url = url_of(process.engine)
        process.app.state.looks = {"outbox": look_for_backlog(STUCK_SECONDS)}
        made = await asyncpg.connect(url, ssl=False)
        yield made
        await made.close()

    async def announce(self, process: Process, *, seconds_ago: int) -> None:
        at = clock.now() - timedelta(seconds=seconds_ago)
        async with acting(process.engine, at=at) as work:
            await announce(work, "1")

    async def test_an_event_that_waits_too_long(
        self, process: Process, connection: asyncpg.Connection
    ) -> None:
        relay, broker = Relay(service="letters", database_url="", kafka=""), Broker()
        await relay._take_leases(connection)
        await self.announce(process, seconds_ago=STUCK_SECONDS - 20)
        assert await process.problems() == {}
        await self.announce(process, seconds_ago=STUCK_SECONDS + 20)
        assert "oldest event in the outbox" in (await process.problems())["outbox"]
        await relay.publish_batch(connection, broker)
        assert await process.problems() == {}

    async def test_a_backlog_that_no_relay_works_on(
        self, process: Process, connection: asyncpg.Connection
    ) -> None:
        await self.announce(process, seconds_ago=10)
        assert "no relay works on the outbox" in (await process.problems())["outbox"]
        await Relay(service="letters", database_url="", kafka="")._take_leases(connection)
        assert await process.problems() == {}


@dataclass
class Consuming:
    """A consumer loop of the process on a log of its own."""

    kafka: Kafka
    loop: ConsumerLoop


class TestConsumers:
    @pytest.fixture
    def consuming(self, process: Process, monkeypatch: pytest.MonkeyPatch) -> Consuming:
        monkeypatch.setattr(stall, "LOOK_SECONDS", 0.05)
        monkeypatch.setattr(stall, "ASK_SECONDS", 0.05)
        monkeypatch.setattr(claims, "HALTED_SECONDS", 0.1)
        monkeypatch.setattr(loop_module, "REBUILD_SECONDS", 0.05)
        monkeypatch.setattr(loop_module, "BREAKER_SECONDS", 0.05)
        kafka = Kafka(TopicPartition(ESTABLISHMENTS, 0)).put_in_place(monkeypatch)
        consumers = Consumers("letters")

        @consumers.on(EstablishmentRegistered)
        async def hear(*_: Any) -> None:
            pass

        applier = Slice(process.engine, BusinessClock(), consumers)
        loop = ConsumerLoop(
            applier,
            kafka="",
            instance="0",
            breaker=Breaker(process.engine, "letters", keys=2),
            stuck_seconds=0.3,
        )
        process.app.state.parts = [loop.progress]
        return Consuming(kafka, loop)

    async def change(self, process: Process, statement: str) -> None:
        async with process.engine.begin() as connection:
            await connection.execute(text(statement))

    async def test_a_halted_partition_is_named_until_it_is_mended(
        self, process: Process, consuming: Consuming
    ) -> None:
        async with running(consuming.loop):
            await process.turns_green()
        await self.change(process, "update consumer_progress set next_offset = 7")
        async with running(consuming.loop):
            await process.turns_red("consumers", f"partition halted: {ESTABLISHMENTS}/0")
            await self.change(process, "update consumer_progress set next_offset = 0")
            await process.turns_green()

    async def test_a_lag_that_does_not_shrink(self, process: Process, consuming: Consuming) -> None:
        consuming.kafka.append(event(0))
        consuming.kafka.faults = [("fetches-nothing",)] * 4
        async with running(consuming.loop):
            await process.turns_red("consumers", f"lag does not shrink: {ESTABLISHMENTS}/0")
            await process.turns_green()

    async def test_a_log_that_does_not_answer(self, process: Process, consuming: Consuming) -> None:
        async with running(consuming.loop):
            await process.turns_green()
            consuming.kafka.away = True
            await process.turns_red("consumers", "Kafka does not say where its log ends")
            consuming.kafka.away = False
            await process.turns_green()

    async def test_an_open_breaker_is_named_until_an_operator_closes_it(
        self, process: Process, consuming: Consuming, postgres: Server
    ) -> None:
        async with running(consuming.loop):
            await process.turns_green()
            for key in (b"1", b"2", b"3"):
                await park(process.engine, key)
            await process.turns_red("consumers", "more than 2 keys parked")
            said = ("--reason", "mended", "--by", "rana")
            assert await desk(process.engine, postgres).run("resume", *said) == 0
            await process.turns_green()


async def test_a_database_that_hangs_is_said_in_time(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "DATABASE_SECONDS", 0.1)

    async def hang(_: Any) -> None:
        await asyncio.Event().wait()

    process.app.state.looks = {"outbox": hang}
    assert await process.problems() == {"database": "TimeoutError"}

"""The breaker: a programming error stops the consumer before a whole topic is parked."""

import logging

import pytest
from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.copies import EstablishmentNotYetKnown
from chassis.database import create_engine
from chassis.messaging import loop as loop_module
from chassis.messaging.breaker import Breaker
from chassis.messaging.consumers import Consumers
from chassis.messaging.loop import ConsumerLoop
from chassis.messaging.retrier import Retrier
from chassis.messaging.slice import Slice
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import ESTABLISHMENTS, EstablishmentRegistered
from tests.chassis.messaging.fake_kafka import Kafka
from tests.chassis.messaging.parked import Desk, desk, park
from tests.chassis.messaging.test_slice import event
from tests.chassis.waiting import eventually, running
from tests.conftest import OpenDatabase, Server

KEYS = 4
RESUME = ("resume", "--reason", "the handler is mended", "--by", "rana")


@pytest.fixture
async def at(database: OpenDatabase, postgres: Server) -> Desk:
    return desk(await database("letters"), postgres)


def breaker(at: Desk) -> Breaker:
    return Breaker(at.engine, "letters", keys=KEYS, minutes=10)


async def park_keys(at: Desk, count: int, **changed: object) -> None:
    for number in range(count):
        await park(at.engine, f"k{number}".encode(), **changed)


async def change(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))


class TestCounting:
    async def test_it_opens_above_the_limit_with_one_alarm_that_names_the_cause(
        self, at: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        await park_keys(at, KEYS)
        assert await breaker(at).look() is None
        await park(at.engine, b"one more", reason="ZeroDivisionError")
        opened = await breaker(at).look()
        assert opened is not None
        assert "more than 4 keys parked within 10 min, most by refused on daman.a.B.v1" in opened
        assert await breaker(at).look() is not None
        alarms = [one for one in caplog.records if one.levelno == logging.CRITICAL]
        assert [one.message for one in alarms] == ["breaker open: consumer stopped"]

    @pytest.mark.parametrize(
        "changed",
        [
            {"reason": "behind-parked"},
            {"reason": EstablishmentNotYetKnown.code()},
            {"minutes_ago": 11},
        ],
    )
    async def test_what_is_well_or_early_or_long_ago_does_not_count(
        self, at: Desk, changed: dict[str, object]
    ) -> None:
        await park_keys(at, KEYS + 1, **changed)
        assert await breaker(at).look() is None

    async def test_a_key_counts_once(self, at: Desk) -> None:
        for _ in range(KEYS + 1):
            await park(at.engine, b"k")
        assert await breaker(at).look() is None


class TestClosing:
    @pytest.fixture
    async def opened(self, at: Desk) -> Desk:
        await park_keys(at, KEYS + 1)
        assert await breaker(at).look() is not None
        return at

    async def test_time_alone_does_not_close_it(self, opened: Desk) -> None:
        await change(opened.engine, "update parked_event set parked_at = now() - interval '1 hour'")
        await change(
            opened.engine, "update consumer_breaker set opened_at = now() - interval '1 hour'"
        )
        assert await breaker(opened).look() is not None

    async def test_it_survives_a_restart(self, opened: Desk, postgres: Server) -> None:
        engine = create_engine(
            postgres.url("letters", str(opened.engine.url.database)), application="test"
        )
        assert await Breaker(engine, "letters", KEYS, 10).look() is not None
        await engine.dispose()

    async def test_it_closes_by_itself_when_half_of_them_are_gone(self, opened: Desk) -> None:
        await change(opened.engine, "delete from parked_event where seq > 3")
        assert await breaker(opened).look() is not None
        await change(opened.engine, "delete from parked_event where seq > 2")
        assert await breaker(opened).look() is None

    async def test_an_operator_closes_it_and_the_same_events_open_it_no_more(
        self, opened: Desk
    ) -> None:
        assert await opened.run(*RESUME) == 0
        assert await breaker(opened).look() is None
        assert await opened.run(*RESUME) == 2  # it is closed
        assert await opened.rows("select action, actor from operator_action") == [
            ("resume", "rana")
        ]
        for number in range(KEYS + 1):
            await park(opened.engine, f"new{number}".encode())
        assert await breaker(opened).look() is not None


class Handler:
    """Keeps establishments; has a programming error until it is mended."""

    mended = False

    async def __call__(self, work: UnitOfWork, event: EstablishmentRegistered) -> None:
        if not self.mended:
            raise ZeroDivisionError
        work.session.add(EstablishmentCopy(**event.model_dump()))


async def test_a_programming_error_does_not_park_the_whole_topic(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka = Kafka(TopicPartition(ESTABLISHMENTS, 0)).put_in_place(monkeypatch)
    for offset in range(300):
        kafka.append(event(offset))
    monkeypatch.setattr(loop_module, "RECORDS_MAX", 20)
    monkeypatch.setattr(loop_module, "BREAKER_SECONDS", 0.05)
    handler, consumers = Handler(), Consumers("letters")
    consumers.on(EstablishmentRegistered)(handler)
    clock = BusinessClock()
    applier, limit = Slice(at.engine, clock, consumers), Breaker(at.engine, "letters", 30, 10)
    loop = ConsumerLoop(applier, kafka="", instance="0", breaker=limit)

    async with running(loop):
        await eventually("it stops", lambda: "breaker open" in (loop.progress.problem() or ""))
        await eventually("its consumer is gone", lambda: kafka.made[-1].stopped)
        consumers_before = len(kafka.made)
        assert await at.rows("select count(*) from parked_event") == [40]  # two fetches
        assert await at.rows("select next_offset from consumer_progress") == [40]

        handler.mended = True  # as a new version of the service would be
        await Retrier(at.engine, clock, consumers).round()
        await eventually("it goes on", lambda: len(kafka.made) > consumers_before)

        async def through() -> bool:
            return await at.rows("select count(*) from establishment_copy") == [300]

        await eventually("all is applied", through)
        await eventually("it is well", lambda: loop.progress.problem() is None)
    assert await at.rows("select count(*) from parked_event") == [0]

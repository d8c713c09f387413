"""A consumer that is half-dead is thrown away, and the next one goes on: nothing is lost.

The consumers are fakes: a real one cannot be made to misbehave in these ways on demand.
"""

import pytest
from aiokafka import TopicPartition
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.messaging import loop as loop_module
from chassis.messaging import stall
from chassis.messaging.consumers import Consumers
from chassis.messaging.loop import ConsumerLoop
from chassis.messaging.slice import Slice
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import ESTABLISHMENTS, EstablishmentRegistered
from tests.chassis.messaging.fake_kafka import Fault, Kafka
from tests.chassis.messaging.parked import rows
from tests.chassis.messaging.test_slice import event
from tests.chassis.waiting import eventually, running
from tests.conftest import OpenDatabase

SOON, NEVER = 0.2, 3_600


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Kafka:
    monkeypatch.setattr(stall, "LOOK_SECONDS", 0.05)
    for limit in ("START_SECONDS", "STOP_SECONDS", "GETMANY_SECONDS", "REBUILD_SECONDS"):
        monkeypatch.setattr(loop_module, limit, SOON)
    made = Kafka(TopicPartition(ESTABLISHMENTS, 0)).put_in_place(monkeypatch)
    made.append(event(0))
    return made


@pytest.fixture
async def engine(database: OpenDatabase) -> AsyncEngine:
    return await database("letters")


def new_loop(engine: AsyncEngine, *, stuck_seconds: float = SOON) -> ConsumerLoop:
    consumers = Consumers("letters")

    @consumers.on(EstablishmentRegistered)
    async def keep(work: UnitOfWork, event: EstablishmentRegistered) -> None:
        work.session.add(EstablishmentCopy(**event.model_dump()))

    applier = Slice(engine, BusinessClock(), consumers)
    return ConsumerLoop(applier, kafka="", instance="0", stuck_seconds=stuck_seconds)


@pytest.mark.parametrize(
    "faults",
    [
        ("start-hangs",),
        ("fetches-nothing",),
        ("fetches-nothing", "stop-hangs"),
        ("getmany-hangs",),
        ("getmany-hangs", "stop-hangs"),
        ("is-cancelled",),
    ],
    ids=" and ".join,
)
async def test_it_is_replaced(kafka: Kafka, engine: AsyncEngine, faults: tuple[Fault, ...]) -> None:
    kafka.faults = [faults]
    async with running(new_loop(engine)):

        async def applied() -> bool:
            return await rows(engine, "select number from establishment_copy") == ["0"]

        await eventually("the next consumer applies what there is", applied)
    assert [one.stopped for one in kafka.made] == [True, True]


async def test_one_that_stays_out_of_its_group_is_replaced_before_it_lags(
    kafka: Kafka, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stall, "REJOIN_SECONDS", SOON)
    kafka.faults = [("never-rejoins",)]
    async with running(new_loop(engine, stuck_seconds=NEVER)):
        await eventually("another is made", lambda: len(kafka.made) == 2)


async def test_one_that_only_has_nothing_to_do_is_left_alone(
    kafka: Kafka, engine: AsyncEngine
) -> None:
    loop = new_loop(engine)
    async with running(loop):
        looks_until = loop.progress.turns + 100
        await eventually("it has looked often", lambda: loop.progress.turns > looks_until)
    assert len(kafka.made) == 1

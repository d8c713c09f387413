"""The drill: ten thousand poisoned messages are parked, the cause is mended, all of them go.

On a real PostgreSQL, with the real slice, retrier and command line. Nothing is doubled, every key
keeps its order, and good keys flow all the while.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.ids import uuid7
from chassis.messaging.consumers import Consumers
from chassis.messaging.progress import claim
from chassis.messaging.record import Received
from chassis.messaging.retrier import Retrier
from chassis.messaging.slice import Slice
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import ESTABLISHMENTS, EstablishmentRegistered
from tests.chassis.messaging.parked import Desk, desk
from tests.conftest import OpenDatabase, Server

BAD_KEYS, GOOD_KEYS = 500, 50
PER_KEY, MORE_PER_KEY = 20, 2
POISONED = BAD_KEYS * PER_KEY
BATCH = 500

_TABLE = "create table effect (at bigint generated always as identity, key text, number int)"
_EFFECT = text("insert into effect (key, number) values (:key, :number)")
_OUT_OF_ORDER = """
select count(*) from (
  select number, row_number() over (partition by key order by at) - 1 as place from effect) e
where number <> place
"""


class Faulty:
    """A handler with a programming error for some keys, until it is mended."""

    def __init__(self, bad: set[UUID]) -> None:
        self.bad = bad
        self.mended = False

    async def __call__(self, work: UnitOfWork, event: EstablishmentRegistered) -> None:
        values = {"key": str(event.establishment_id), "number": int(event.number)}
        await work.session.execute(_EFFECT, values)
        if event.establishment_id in self.bad and not self.mended:
            raise ZeroDivisionError  # half-way: what it did must not stay


class Log:
    """A partition: every key's events in their order, the keys mixed."""

    def __init__(self, keys: list[UUID]) -> None:
        self._keys = keys
        self._numbers = dict.fromkeys(keys, 0)
        self.end = 0

    def further(self, rounds: int) -> Iterator[list[Received]]:
        """So many more events of each key, in batches."""
        records = [self._next(key) for _ in range(rounds) for key in self._keys]
        for first in range(0, len(records), BATCH):
            yield records[first : first + BATCH]

    def _next(self, key: UUID) -> Received:
        number, self._numbers[key] = self._numbers[key], self._numbers[key] + 1
        event = EstablishmentRegistered(
            establishment_id=key,
            number=str(number),
            name_ar="منشأة",
            name_en="Establishment",
            branch="zarqa",
            payment_number=str(number),
            rate_scheme="private",
            registered_on=date(2026, 1, 1),
        )
        self.end += 1
        return Received(
            topic=ESTABLISHMENTS,
            part=0,
            offset=self.end - 1,
            key=str(key).encode(),
            value=event.model_dump_json().encode(),
            headers=[],
            event_id=str(uuid7()),
            event_type=EstablishmentRegistered.type_name(),
            traceparent=None,
        )


@pytest.fixture
async def at(database: OpenDatabase, postgres: Server) -> Desk:
    engine = await database("letters")
    owner = await asyncpg.connect(
        postgres.url("letters_owner", str(engine.url.database)), ssl=False
    )
    await owner.execute(_TABLE)
    await owner.close()
    return desk(engine, postgres)


async def flow(engine: AsyncEngine, consumers: Consumers, log: Log, rounds: int) -> None:
    """More of the log through the slice, from where it stands."""
    held = await claim(engine, consumer="letters", topic=ESTABLISHMENTS, part=0, beginning=0)
    applier = Slice(engine, BusinessClock(), consumers)
    for records in log.further(rounds):
        held = await applier.apply(held, records)


async def test_all_are_cleared_in_order_and_none_is_doubled(at: Desk) -> None:
    bad, good = [uuid7() for _ in range(BAD_KEYS)], [uuid7() for _ in range(GOOD_KEYS)]
    handler, log = Faulty(set(bad)), Log([*bad, *good])
    consumers = Consumers("letters")
    consumers.on(EstablishmentRegistered)(handler)
    retrier = Retrier(at.engine, BusinessClock(), consumers)
    began = (await at.rows("select now()::text"))[0]

    await flow(at.engine, consumers, log, PER_KEY)
    await retrier.round()  # in vain: every head now waits for its next try
    assert await at.rows("select count(*) from parked_event") == [POISONED]
    assert await at.rows("select count(*) from effect") == [log.end - POISONED]

    handler.mended = True
    why = ("--reason", "the division is mended", "--by", "rana")
    assert await at.run("retry", "--since", began, *why) == 0
    retrying = asyncio.create_task(retrier.run())
    await flow(at.engine, consumers, log, MORE_PER_KEY)
    for _ in range(600):
        if await at.rows("select count(*) from parked_event") == [0]:
            break
        await asyncio.sleep(0.2)
    retrying.cancel()
    with suppress(asyncio.CancelledError):
        await retrying

    assert await at.rows("select count(*) from parked_event") == [0]
    assert await at.rows("select count(*) from effect") == [log.end]
    assert await at.rows("select count(distinct (key, number)) from effect") == [log.end]
    assert await at.rows(_OUT_OF_ORDER) == [0]

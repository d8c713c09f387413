"""Row 1: the relay empties an outbox of 60,000 events, beside a bare producer and a library.

The bare producer has the relay's settings and sends the same bytes from memory, an event at a time
as aiokafka's users do; a second one sends the same rows from memory as the relay sends them.
The library is the relay of `faststream-outbox`, the nearest that is published, with as large
batches as it takes, once as it keeps the order of a key (one worker) and once without (sixteen).
After each round the ids in the topic are counted.
"""

import asyncio
import base64
import logging
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks import library
from benchmarks.bus import ids_in, make_topic, producing, remove_topic
from benchmarks.figures import Figure, Result
from benchmarks.rounds import alternate, ratio, seconds_until
from benchmarks.server import Stand, stand
from chassis.database import async_url
from chassis.ids import uuid7
from chassis.kafka_producer import kafka_headers, send
from chassis.outbox import group_of
from chassis.relay import BATCH, Relay

EVENTS, KEYS, FILLER_BYTES, ROUNDS = 60_000, 5_000, 1024, 5
LIBRARY_EVENTS = {1: 3_000, 16: 6_000}
"""By workers: fewer than ours, because it is slow; what is compared is events a second."""

SERVICE = "letters"
COLUMNS = (
    "id",
    "aggregatetype",
    "aggregateid",
    "type",
    "source",
    "dataschema",
    "correlationid",
    "grp",
    "payload",
    "created_at",
)
FINDING = """\
At first the relay read 500 rows, sent them, waited for Kafka and deleted them: 0.58 of the bare
producer, each of the three waiting for the others. Now the next rows are read, and those
acknowledged deleted, in one statement while a batch of 1,000 is handed over, and the batch before
stays with Kafka meanwhile; that alone gave 0.58 to 0.65. An event costs aiokafka's `send` 14 us: 5
for murmur2 in Python, the rest a coroutine and a future each. The relay keeps the hash of a key and
makes the batches of a partition itself (`send_batch`), with the headers that a kind of event shares
made once. What is left beside its sending alone is reading, decoding and deleting the rows, with
PostgreSQL on the same cores."""

Rows = Sequence[dict[str, Any]]


def outbox_rows(topic: str, count: int) -> Rows:
    """Events of 1 KB that do not compress to nothing, of 5,000 keys in turn."""
    keys = [str(uuid7()) for _ in range(KEYS)]
    now = datetime.now(UTC)
    filler = base64.b64encode(os.urandom(FILLER_BYTES)).decode()
    return [
        {
            "id": uuid7(),
            "aggregatetype": topic,
            "aggregateid": keys[number % KEYS],
            "type": "daman.letters.Measured.v1",
            "source": "/daman/letters",
            "dataschema": "urn:daman:letters:Measured:v1",
            "correlationid": keys[number % KEYS],
            "grp": group_of(keys[number % KEYS]),
            "payload": _body(number, filler),
            "created_at": now,
        }
        for number in range(count)
    ]


def _chunks(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


def _body(number: int, filler: str) -> bytes:
    return f'{{"number":{number:8},"filler":"{filler[number % 256 :][:980]}"}}'.encode()


class Workload:
    """One server, and the sides that take turns on it."""

    def __init__(self, place: Stand) -> None:
        self._stand = place
        self._topics = 0
        self.wrong: list[str] = []

    async def relay(self) -> float:
        """Events a second of our relay, from its start until its queue is empty."""
        topic = await self._topic()
        rows = outbox_rows(topic, EVENTS)
        async with self._stand.connect(SERVICE) as connection:
            await connection.execute("truncate outbox, outbox_pending")
            await connection.copy_records_to_table(
                "outbox", records=[[row[name] for name in COLUMNS] for row in rows], columns=COLUMNS
            )
            await connection.execute("vacuum analyze outbox, outbox_pending")
            made = Relay(
                service=SERVICE,
                database_url=self._stand.database(SERVICE, SERVICE),
                kafka=self._stand.kafka,
            )
            seconds = await _until_empty(connection, "outbox_pending", made.run)
        await self._count(topic, "relay", [str(row["id"]) for row in rows])
        return EVENTS / seconds

    async def producer(self) -> float:
        """Events a second of a producer alone, from its start to the last acknowledgement."""
        topic = await self._topic()
        rows = outbox_rows(topic, EVENTS)
        messages = [
            (
                row["aggregateid"].encode(),
                row["payload"],
                kafka_headers({"traceparent": None, **row}),
            )
            for row in rows
        ]
        began = time.perf_counter()
        async with producing(self._stand.kafka) as producer:
            for key, value, headers in messages:
                await producer.send(topic, key=key, value=value, headers=headers)
            await producer.flush()
            seconds = time.perf_counter() - began
        await self._count(topic, "producer", [str(row["id"]) for row in rows])
        return EVENTS / seconds

    async def sender(self) -> float:
        """Events a second of the relay's sending alone, without its reading and deleting."""
        topic = await self._topic()
        rows: list[Any] = [{"traceparent": None, **row} for row in outbox_rows(topic, EVENTS)]
        began = time.perf_counter()
        async with producing(self._stand.kafka) as producer:
            handed = [await send(producer, chunk) for chunk in _chunks(rows)]
            await asyncio.gather(*handed)
            seconds = time.perf_counter() - began
        await self._count(topic, "sender", [str(row["id"]) for row in rows])
        return EVENTS / seconds

    async def library(self, workers: int) -> float:
        """Events a second of the library's relay, from its start until its table is empty."""
        topic = await self._topic()
        rows = outbox_rows(topic, LIBRARY_EVENTS[workers])
        engine = create_async_engine(
            async_url(self._stand.database(SERVICE)), pool_size=workers + 4
        )
        try:
            await library.fill(engine, rows)
            async with self._stand.connect(SERVICE) as connection:
                run = partial(library.run, engine, self._stand.kafka, topic, workers)
                seconds = await _until_empty(connection, library.TABLE, run)
        finally:
            await engine.dispose()
        await self._count(topic, f"library, {workers}", [str(row["id"]) for row in rows])
        return len(rows) / seconds

    async def _topic(self) -> str:
        self._topics += 1
        name = f"benchmark.{self._topics}"
        await make_topic(self._stand.kafka, name)
        return name

    async def _count(self, topic: str, side: str, sent: Sequence[str]) -> None:
        """Each event once: a relay that was not interrupted has no reason to repeat one."""
        found = sorted(one.decode() for one in await ids_in(self._stand.kafka, topic))
        if found != sorted(sent):
            self.wrong.append(f"{side}: {len(sent)} events, {len(found)} in the topic")
        await remove_topic(self._stand.kafka, topic)


async def _until_empty(connection: asyncpg.Connection, table: str, run: Any) -> float:
    """Seconds from the start of a relay until its queue holds nothing."""
    query = f"select not exists (select from {table})"  # noqa: S608 - a name of ours
    return await seconds_until(lambda: connection.fetchval(query), run(), look_seconds=0.01)


async def main() -> Result:
    """Measure all sides in turn."""
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    async with stand("databases", "topics") as place:
        workload = Workload(place)
        rates = await alternate(
            ROUNDS,
            relay=workload.relay,
            bare=workload.producer,
            sending=workload.sender,
            ordered=partial(workload.library, 1),
            unordered=partial(workload.library, 16),
        )
    return Result(
        row=1,
        name="relay",
        workload=f"{EVENTS:,} pending events of 1 KB, {KEYS:,} keys, 6 partitions, acks=all",
        peer="bare aiokafka producer; faststream-outbox 0.19",
        figures=[
            Figure("the bare producer", ratio(rates["relay"], rates["bare"]), 0.80),
            Figure("faststream-outbox, in order", ratio(rates["relay"], rates["ordered"]), 5.0),
            Figure("faststream-outbox, 16 workers", ratio(rates["relay"], rates["unordered"])),
            Figure("its sending alone", ratio(rates["relay"], rates["sending"])),
        ],
        raw={f"{name}, events/s": numbers for name, numbers in rates.items()},
        wrong=workload.wrong,
        finding=FINDING,
    )

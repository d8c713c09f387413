"""The relay: the only publisher. Takes pending outbox rows in order and hands them to Kafka.

A row leaves the queue only after Kafka (acks=all) has acknowledged it: a crash in between sends it
twice, never zero times, and consumers know it by its id. The lease of a relay group is an advisory
lock of the very session that reads and deletes, so lease and work end together.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from chassis import clock, metrics, telemetry
from chassis.database import SESSION_SETTINGS
from chassis.health import HANG_SECONDS, Progress
from chassis.kafka_producer import check_sender, new_producer, send, stop_unflushed
from chassis.outbox import GROUPS
from chassis.watchdog import within

log = logging.getLogger(__name__)

LOCK_SPACE = 4711
BATCH = 1000
BUSY_SECONDS, SOON_SECONDS, IDLE_SECONDS, REST_SECONDS = 0.0, 0.005, 0.02, 1.0
PARTITION_DAYS = 7
STOP_SECONDS = 10
SEND_SECONDS = 30
"""Longer than the producer itself tries to get a batch through."""

_NEXT = """
with sent as (delete from outbox_pending where seq = any($2::bigint[]))
select o.id::text, o.aggregatetype, o.aggregateid, o.type, o.source, o.dataschema, o.traceparent,
       o.correlationid, o.payload, o.created_at, o.seq
from (select seq, created_at from outbox_pending
      where grp = any($1::smallint[]) and seq <> all($3::bigint[]) order by seq limit $4) p
join outbox o using (created_at, seq) order by o.seq
"""
_SENT = "delete from outbox_pending where seq = any($1::bigint[])"
_LEASE = "select pg_try_advisory_lock($1, $2)"
_MAKE_PARTITIONS = "select outbox_make_partitions($1, $2)"


class Relay:
    """Publishes one database's outbox until it is cancelled."""

    def __init__(self, *, service: str, database_url: str, kafka: str) -> None:
        self._service = service
        self._database_url = database_url
        self._kafka = kafka
        self._leased: list[int] = []
        self._leases_looked_at = 0.0
        self._ahead: list[asyncpg.Record] = []
        self._handed: list[tuple[list[asyncpg.Record], asyncio.Future[Any]]] = []
        self.progress = Progress("relay", hang_seconds=HANG_SECONDS)

    async def run(self) -> None:
        """Work until cancelled; every failure is logged, waited out and begun anew."""
        while True:
            try:
                await self._session()
            except (
                KafkaError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                asyncpg.InternalClientError,
                OSError,
            ) as error:
                log.warning("relay interrupted", extra={"fields": {"error": type(error).__name__}})
                self.progress.turned()
                await asyncio.sleep(REST_SECONDS)

    async def _session(self) -> None:
        """One database session and one producer; both are thrown away after any failure."""
        settings = {**SESSION_SETTINGS, "application_name": f"{self._service}-relay"}
        connection = await asyncpg.connect(
            self._database_url, server_settings=settings, timeout=5, command_timeout=20
        )
        self._leased, self._leases_looked_at = [], 0.0
        self._ahead, self._handed = [], []
        producer = new_producer(self._kafka, client=f"{self._service}-relay")
        try:
            await connection.fetchval(_MAKE_PARTITIONS, clock.now().date(), PARTITION_DAYS)
            await within(STOP_SECONDS, producer.start())
            await self._publish_for_ever(connection, producer)
        finally:
            for _, acknowledged in self._handed:
                acknowledged.cancel()
            await _close(connection, producer)

    async def _publish_for_ever(
        self, connection: asyncpg.Connection, producer: AIOKafkaProducer
    ) -> None:
        day = clock.now().date()
        while True:
            check_sender(producer)
            await self._take_leases(connection)
            sent = await self.publish_batch(connection, producer)
            self.progress.moved(leased=len(self._leased), last_batch=sent)
            if clock.now().date() != day:
                day = clock.now().date()
                await connection.fetchval(_MAKE_PARTITIONS, day + timedelta(1), PARTITION_DAYS)
            await asyncio.sleep(_pause(sent))

    async def _take_leases(self, connection: asyncpg.Connection) -> None:
        """Try for the groups we do not hold, once a second: another relay may have gone."""
        now = asyncio.get_running_loop().time()
        if len(self._leased) == GROUPS or now - self._leases_looked_at < REST_SECONDS:
            return
        self._leases_looked_at = now
        for group in set(range(GROUPS)) - set(self._leased):
            if await connection.fetchval(_LEASE, LOCK_SPACE, group):
                self._leased.append(group)

    async def publish_batch(
        self, connection: asyncpg.Connection, producer: AIOKafkaProducer
    ) -> int:
        """Send the oldest rows of our groups in order; those acknowledged leave the queue.

        Behind a full batch the next one is read while this one is handed over, and the last one
        handed over stays with Kafka meanwhile: neither waits for the other.
        """
        rows = self._ahead or await self._read(connection, [])
        if not rows:
            return 0
        seqs = [row["seq"] for row in rows]
        reading = asyncio.ensure_future(
            self._read(connection, seqs) if len(rows) == BATCH else _nothing()
        )
        try:
            await asyncio.sleep(0)  # the query leaves before the handing over keeps us busy
            links = [link for row in rows[:32] for link in telemetry.link(row["traceparent"])]
            with telemetry.span(
                "outbox publish",
                kind=SpanKind.PRODUCER,
                links=links,
                messaging_batch_count=len(rows),
            ):
                handed = await within(SEND_SECONDS, send(producer, rows))
                self._handed.append((rows, handed))
            self._ahead = await reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])  # a session does one thing at a time
        if not self._ahead:
            await connection.execute(_SENT, await self._acknowledged(keep=0))
        return len(rows)

    async def _read(self, connection: asyncpg.Connection, known: list[int]) -> list[asyncpg.Record]:
        """Take what was acknowledged off the queue and read on behind what we know already.

        Not by a position: a row of a smaller number may be committed later.
        """
        sent = await self._acknowledged(keep=1)
        held = [row["seq"] for rows, _ in self._handed for row in rows]
        rows: list[asyncpg.Record] = await connection.fetch(
            _NEXT, self._leased, sent, [*sent, *held, *known], BATCH
        )
        return rows

    async def _acknowledged(self, *, keep: int) -> list[int]:
        """The rows of all batches handed over but the last few, once Kafka has them."""
        sent: list[int] = []
        while len(self._handed) > keep:
            rows, acknowledged = self._handed[0]
            await within(SEND_SECONDS, acknowledged)
            metrics.sent(row["aggregatetype"] for row in rows)
            sent += [row["seq"] for row in rows]
            del self._handed[0]
        return sent


async def _nothing() -> list[asyncpg.Record]:
    return []


def _pause(sent: int) -> float:
    """Seconds until the next look: soon while events come, seldom while none do."""
    if sent == 0:
        return IDLE_SECONDS
    return BUSY_SECONDS if sent == BATCH else SOON_SECONDS


async def _close(connection: asyncpg.Connection, producer: AIOKafkaProducer) -> None:
    """End both within a bounded time: a producer without broker would wait for ever."""
    with suppress(OSError, KafkaError):
        await within(STOP_SECONDS, stop_unflushed(producer))
    with suppress(TimeoutError, asyncpg.PostgresError, OSError):
        await connection.close(timeout=2)

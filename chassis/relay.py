"""The relay: the only publisher. Takes pending outbox rows in order and hands them to Kafka.

A row leaves the queue only after Kafka (acks=all) has acknowledged it: a crash in between sends it
twice, never zero times, and consumers know it by its id. The lease of a relay group is an advisory
lock of the very session that reads and deletes, so lease and work end together.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from chassis import clock, telemetry
from chassis.database import SESSION_SETTINGS
from chassis.health import HANG_SECONDS, Progress
from chassis.outbox import GROUPS
from chassis.watchdog import HalfDead, within

log = logging.getLogger(__name__)

LOCK_SPACE = 4711
BATCH = 500
BUSY_SECONDS, IDLE_SECONDS, REST_SECONDS = 0.0, 0.02, 1.0
PARTITION_DAYS = 7
STOP_SECONDS = 10
SEND_SECONDS = 30
"""Longer than the producer itself tries to get a batch through."""

_PENDING = """
select o.id, o.aggregatetype, o.aggregateid, o.type, o.source, o.dataschema, o.traceparent,
       o.correlationid, o.payload, o.created_at, o.seq
from (select seq, created_at from outbox_pending where grp = any($1::smallint[])
      order by seq limit $2) p
join outbox o using (created_at, seq) order by o.seq
"""
_SENT = "delete from outbox_pending where seq = any($1::bigint[])"
_LEASE = "select pg_try_advisory_lock($1, $2)"
_MAKE_PARTITIONS = "select outbox_make_partitions($1, $2)"


def kafka_headers(row: asyncpg.Record) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0 binary-mode headers of an outbox row, with its trace."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(row["id"]),
        "ce_type": row["type"],
        "ce_source": row["source"],
        "ce_time": row["created_at"].isoformat(),
        "ce_subject": row["aggregateid"],
        "ce_dataschema": row["dataschema"],
        "ce_correlationid": row["correlationid"],
        "content-type": "application/json",
        "traceparent": row["traceparent"],
    }
    return [(name, value.encode()) for name, value in headers.items() if value is not None]


class Relay:
    """Publishes one database's outbox until it is cancelled."""

    def __init__(self, *, service: str, database_url: str, kafka: str) -> None:
        self._service = service
        self._database_url = database_url
        self._kafka = kafka
        self._leased: list[int] = []
        self._leases_looked_at = 0.0
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
        producer = new_producer(self._kafka, client=f"{self._service}-relay")
        try:
            await connection.fetchval(_MAKE_PARTITIONS, clock.now().date(), PARTITION_DAYS)
            await within(STOP_SECONDS, producer.start())
            await self._publish_for_ever(connection, producer)
        finally:
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
            await asyncio.sleep(BUSY_SECONDS if sent == BATCH else IDLE_SECONDS)

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
        """Send the oldest rows of our groups in order, then take them off the queue."""
        rows = await connection.fetch(_PENDING, self._leased, BATCH)
        if not rows:
            return 0
        links = [link for row in rows[:32] for link in telemetry.link(row["traceparent"])]
        with telemetry.span(
            "outbox publish", kind=SpanKind.PRODUCER, links=links, messaging_batch_count=len(rows)
        ):
            await within(SEND_SECONDS, send(producer, rows))
            await connection.execute(_SENT, [row["seq"] for row in rows])
        return len(rows)


async def send(producer: AIOKafkaProducer, rows: list[asyncpg.Record]) -> None:
    """Hand all rows to the producer in order and wait for every acknowledgement."""
    futures = [
        await producer.send(
            row["aggregatetype"],
            key=row["aggregateid"].encode(),
            value=row["payload"],
            headers=kafka_headers(row),
        )
        for row in rows
    ]
    await asyncio.gather(*futures)


def new_producer(kafka: str, *, client: str) -> AIOKafkaProducer:
    """An idempotent producer that waits for all replicas."""
    return AIOKafkaProducer(
        bootstrap_servers=kafka,
        client_id=client,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        max_batch_size=262_144,
        request_timeout_ms=15_000,
    )


def check_sender(producer: AIOKafkaProducer) -> None:
    """Raises `HalfDead` for a producer whose sending task has ended: it takes and never sends.

    aiokafka has no public word for it.
    """
    sending = getattr(getattr(producer, "_sender", None), "sender_task", None)
    if sending is not None and sending.done():
        raise HalfDead("the producer's sender has ended")


async def _close(connection: asyncpg.Connection, producer: AIOKafkaProducer) -> None:
    """End both within a bounded time: a producer without broker would wait for ever."""
    with suppress(OSError, KafkaError):
        await within(STOP_SECONDS, producer.stop())
    with suppress(TimeoutError, asyncpg.PostgresError, OSError):
        await connection.close(timeout=2)

"""The producer of the relay: idempotent, thrown away unflushed, with headers of CloudEvents."""

import asyncio
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer

from chassis.outbox import key_hash
from chassis.watchdog import HalfDead


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


async def send(producer: AIOKafkaProducer, rows: list[asyncpg.Record]) -> "asyncio.Future[Any]":
    """Hand all rows over in order; what comes back ends with the last acknowledgement."""
    futures = [
        await producer.send(
            row["aggregatetype"],
            key=row["aggregateid"].encode(),
            value=row["payload"],
            headers=kafka_headers(row),
        )
        for row in rows
    ]
    return asyncio.gather(*futures)


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
        partitioner=_partition,
    )


def _partition(key: bytes, partitions: list[int], _available: list[int]) -> int:
    """As aiokafka's own partitioner, with the hash of a key kept."""
    return partitions[key_hash(key) % len(partitions)]


def check_sender(producer: AIOKafkaProducer) -> None:
    """Raises `HalfDead` for a producer whose sending task has ended: it takes and never sends.

    aiokafka has no public word for it.
    """
    sending = getattr(getattr(producer, "_sender", None), "sender_task", None)
    if sending is not None and sending.done():
        raise HalfDead("the producer's sender has ended")


async def stop_unflushed(producer: AIOKafkaProducer) -> None:
    """End a producer without sending what it still holds.

    That is sent again from the queue, and in its order: a producer that lost a message and flushes
    the next one of its key would put the later before the earlier. aiokafka has no public word for
    it.
    """
    accumulator = getattr(producer, "_message_accumulator", None)
    sending = getattr(getattr(producer, "_sender", None), "sender_task", None)
    if accumulator is not None and sending is not None:
        sending.cancel()
        accumulator.fail_all(HalfDead("the producer was thrown away"))
    await producer.stop()

"""The producer of the relay: idempotent, thrown away unflushed, with headers of CloudEvents."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer

from chassis.outbox import key_hash
from chassis.watchdog import HalfDead

Header = tuple[str, bytes]


def kafka_headers(row: Mapping[str, Any]) -> list[Header]:
    """CloudEvents 1.0 binary-mode headers of an outbox row, with its trace."""
    version, type_, source, schema, content = _of_kind(
        row["type"], row["source"], row["dataschema"]
    )
    headers = [
        version,
        ("ce_id", str(row["id"]).encode()),
        type_,
        source,
        ("ce_time", row["created_at"].isoformat().encode()),
        ("ce_subject", row["aggregateid"].encode()),
        schema,
        ("ce_correlationid", row["correlationid"].encode()),
        content,
    ]
    if row["traceparent"] is not None:
        headers.append(("traceparent", row["traceparent"].encode()))
    return headers


@lru_cache(maxsize=1024)
def _of_kind(type_: str, source: str, schema: str) -> tuple[Header, ...]:
    """The headers that all events of a kind share."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_type", type_.encode()),
        ("ce_source", source.encode()),
        ("ce_dataschema", schema.encode()),
        ("content-type", b"application/json"),
    )


async def send(producer: AIOKafkaProducer, rows: Sequence[asyncpg.Record]) -> "asyncio.Future[Any]":
    """Hand all rows over in order; what comes back ends with the last acknowledgement.

    In batches made here, for a coroutine and a future an event cost more than the event.
    """
    partitions = {
        topic: sorted(await producer.partitions_for(topic))
        for topic in {row["aggregatetype"] for row in rows}
    }
    apart: dict[tuple[str, int], list[asyncpg.Record]] = {}
    for row in rows:
        topic, key = row["aggregatetype"], row["aggregateid"].encode()
        known = partitions[topic]
        apart.setdefault((topic, known[key_hash(key) % len(known)]), []).append(row)
    handed = await asyncio.gather(
        *(_hand_over(producer, *place, queue) for place, queue in apart.items())
    )
    return asyncio.gather(*(future for futures in handed for future in futures))


async def _hand_over(
    producer: AIOKafkaProducer, topic: str, partition: int, rows: Sequence[asyncpg.Record]
) -> "list[asyncio.Future[Any]]":
    """A partition's rows in as many batches as they need, one after the other."""
    futures, batch = [], producer.create_batch()
    for row in rows:
        message = {
            "key": row["aggregateid"].encode(),
            "value": row["payload"],
            "headers": kafka_headers(row),
            "timestamp": None,
        }
        if batch.append(**message) is None:
            futures.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(**message)
    futures.append(await producer.send_batch(batch, topic, partition=partition))
    return futures


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

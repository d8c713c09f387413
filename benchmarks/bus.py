"""Topics of a measurement, and what stands in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.kafka_producer import new_producer

PARTITIONS = 6
RELAY_SETTINGS: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "compression_type": "lz4",
    "max_batch_size": 262_144,
    "request_timeout_ms": 15_000,
}
"""The settings of the relay's producer (`chassis.kafka_producer`), for producers not ours."""


async def make_topic(kafka: str, name: str) -> None:
    """A new topic in the local size."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1)])
    finally:
        await admin.close()


async def remove_topic(kafka: str, name: str) -> None:
    """Forget a topic, so that the disk of a long run does not fill."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_topics([name])
    finally:
        await admin.close()


@asynccontextmanager
async def producing(kafka: str) -> AsyncIterator[AIOKafkaProducer]:
    """The relay's own producer."""
    producer = new_producer(kafka, client="benchmark")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def ids_in(kafka: str, topic: str) -> list[bytes]:
    """The event id of every record of a topic, as any reader sees them."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        parts = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(parts)
        left = sum((await consumer.end_offsets(parts)).values())
        found: list[bytes] = []
        while len(found) < left:
            batches = await consumer.getmany(timeout_ms=1000)
            found += [dict(one.headers)["ce_id"] for some in batches.values() for one in some]
        return found
    finally:
        await consumer.stop()

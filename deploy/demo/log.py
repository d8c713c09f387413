"""The event log as an observer sees it: every record of the topics about one establishment."""

from collections import Counter
from typing import Any
from uuid import uuid4

import yaml
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from deploy.local.topics import TOPICS


async def events_about(kafka: str, *ids: str) -> Counter[str] | None:
    """How many events of each type were published whose key is one of the ids.

    None while the broker is away.
    """
    try:
        return await _read(kafka, {one.encode() for one in ids})
    except KafkaError:
        return None


async def _read(kafka: str, keys: set[bytes]) -> Counter[str]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka,
        group_id=None,
        client_id=f"demo-{uuid4()}",
        enable_auto_commit=False,
    )
    try:
        await consumer.start()
        partitions = all_partitions()
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.seek_to_beginning(*partitions)
        return await _count(consumer, ends, keys)
    finally:
        await consumer.stop()


def all_partitions() -> list[TopicPartition]:
    """Every partition of every topic of a local stack."""
    document = yaml.safe_load(TOPICS.read_text())
    numbers = range(document["local_partitions"])
    return [TopicPartition(name, number) for name in document["topics"] for number in numbers]


async def _count(
    consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], keys: set[bytes]
) -> Counter[str]:
    """Each event once: a repeated delivery has the same id."""
    seen: dict[str, str] = {}
    while [one for one, end in ends.items() if await consumer.position(one) < end]:
        batches = await consumer.getmany(timeout_ms=200)
        for record in (record for batch in batches.values() for record in batch):
            if record.key in keys:
                headers: dict[str, Any] = dict(record.headers)
                seen[headers["ce_id"].decode()] = headers["ce_type"].decode().split(".")[-2]
    return Counter(seen.values())

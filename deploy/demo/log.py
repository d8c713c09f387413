"""The event log as an observer sees it: every record of the topics about one establishment."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import yaml
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from deploy.local.topics import TOPICS


async def events_about(kafka: str, *ids: str) -> Counter[str] | None:
    """How many events of each type were published whose key is one of the ids.

    None while the broker is away.
    """
    keys = {one.encode() for one in ids}
    try:
        found = await records(kafka, all_partitions())
    except KafkaError:
        return None
    seen: dict[str, str] = {}  # each event once: a repeated delivery has the same id
    for record in found:
        if record.key in keys:
            headers: dict[str, Any] = dict(record.headers)
            seen[headers["ce_id"].decode()] = headers["ce_type"].decode().split(".")[-2]
    return Counter(seen.values())


async def records(kafka: str, partitions: Sequence[TopicPartition]) -> list[ConsumerRecord]:
    """Everything that stands on some partitions now, each partition in its order."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka,
        group_id=None,
        client_id=f"demo-{uuid4()}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[ConsumerRecord] = []
        while [one for one, end in ends.items() if await consumer.position(one) < end]:
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found += batch
        return found
    finally:
        await consumer.stop()


def all_partitions() -> list[TopicPartition]:
    """Every partition of every topic of a local stack."""
    document = yaml.safe_load(TOPICS.read_text())
    numbers = range(document["local_partitions"])
    return [TopicPartition(name, number) for name in document["topics"] for number in numbers]

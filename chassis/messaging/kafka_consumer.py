"""The consumer of Kafka that the loop works with, and its settings."""

from collections.abc import Mapping, Sequence

from aiokafka import (
    AIOKafkaConsumer,
    ConsumerRebalanceListener,
    ConsumerRecord,
    TopicPartition,
)
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor

SESSION_MILLISECONDS = 10_000
SHARE_MIN = 20
"""Events of one partition at a time: fewer would cost a transaction each."""

HEARTBEAT_MILLISECONDS = 3_000
FETCH_MILLISECONDS = 200
REBALANCE_MILLISECONDS = 60_000


class Assignments(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Counts rebalances; everything else happens in the loop."""

    def __init__(self) -> None:
        self.generation = 0

    async def on_partitions_revoked(self, _revoked: set[TopicPartition]) -> None:
        """Nothing here may await: the coordinator sends no heartbeat meanwhile."""
        self.generation += 1

    async def on_partitions_assigned(self, _assigned: set[TopicPartition]) -> None:
        """See above."""
        self.generation += 1


def new_consumer(
    topics: Sequence[str], *, kafka: str, group: str, instance: str, assignments: Assignments
) -> AIOKafkaConsumer:
    """A member of the group, subscribed and not yet started. Offsets in Kafka are for display."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka,
        group_id=group,
        group_instance_id=instance,
        client_id=f"{group}-{instance}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        partition_assignment_strategy=[RoundRobinPartitionAssignor],
        session_timeout_ms=SESSION_MILLISECONDS,
        heartbeat_interval_ms=HEARTBEAT_MILLISECONDS,
        rebalance_timeout_ms=REBALANCE_MILLISECONDS,
        max_poll_interval_ms=60_000,
        fetch_max_wait_ms=FETCH_MILLISECONDS,
    )
    consumer.subscribe(topics, listener=assignments)
    return consumer


async def fetch(
    consumer: AIOKafkaConsumer, positions: Mapping[TopicPartition, int], *, records_max: int
) -> Mapping[TopicPartition, list[ConsumerRecord]]:
    """Something of each partition that has more, about `records_max` in all; waits a while for any.

    aiokafka itself empties what it holds of one partition, often thousands of events, before it
    turns to the next: a sign-in code would wait behind one employer's workbooks.
    """
    behind = [
        tp
        for tp, at in positions.items()
        if tp in consumer.assignment() and (consumer.highwater(tp) or 0) > at
    ]
    found: dict[TopicPartition, list[ConsumerRecord]] = {}
    for tp in behind:
        if tp in consumer.assignment():  # it may have been taken away meanwhile
            share = max(SHARE_MIN, records_max // len(behind))
            found |= await consumer.getmany(tp, timeout_ms=0, max_records=share)
    if found:
        return found
    some: Mapping[TopicPartition, list[ConsumerRecord]] = await consumer.getmany(
        timeout_ms=FETCH_MILLISECONDS, max_records=records_max
    )
    return some

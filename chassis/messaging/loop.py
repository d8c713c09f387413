"""The consumer loop: fetch, apply slice by slice, note the offsets for lag display.

Progress is in PostgreSQL; Kafka's own offsets only show lag. All waiting for PostgreSQL happens
here and never inside aiokafka's coordinator, so heartbeats go on.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import KafkaError

from chassis.health import Progress
from chassis.messaging import progress
from chassis.messaging.failures import passes_by_waiting
from chassis.messaging.progress import Claim, Fenced
from chassis.messaging.record import receive
from chassis.messaging.slice import Slice

log = logging.getLogger(__name__)

SESSION_MILLISECONDS = 10_000
HEARTBEAT_MILLISECONDS = 3_000
FETCH_MILLISECONDS = 200
RECORDS_MAX = 500
REBUILD_SECONDS = 1.0
FENCED_SECONDS = HEARTBEAT_MILLISECONDS / 1000
COMMIT_SECONDS = 2
STOP_SECONDS = 5
PAUSE_FIRST, PAUSE_MAX = 0.2, 5.0


class _Assignments(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Counts rebalances; everything else happens in the loop."""

    def __init__(self) -> None:
        self.generation = 0

    async def on_partitions_revoked(self, _revoked: set[TopicPartition]) -> None:
        """Nothing here may await: the coordinator sends no heartbeat meanwhile."""
        self.generation += 1

    async def on_partitions_assigned(self, _assigned: set[TopicPartition]) -> None:
        """See above."""
        self.generation += 1


class ConsumerLoop:
    """Runs one service's consumers until it is cancelled."""

    def __init__(self, applier: Slice, *, kafka: str, instance: str) -> None:
        self._slice = applier
        self._name = applier.consumers.name
        self._kafka = kafka
        self._instance = instance
        self._assignments = _Assignments()
        self._claims: dict[TopicPartition, Claim] = {}
        self._halted: set[TopicPartition] = set()
        self._commits: set[asyncio.Task[None]] = set()
        self.progress = Progress("consumers")

    async def run(self) -> None:
        """Work until cancelled; a consumer that failed is thrown away and built anew."""
        while True:
            consumer = self._build()
            try:
                await asyncio.wait_for(consumer.start(), 30)
                await self._consume(consumer)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("consumer rebuilt", extra={"fields": {"error": type(error).__name__}})
                await asyncio.sleep(REBUILD_SECONDS)
            finally:
                with suppress(TimeoutError, KafkaError):
                    await asyncio.wait_for(consumer.stop(), STOP_SECONDS)

    def _build(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._kafka,
            group_id=self._name,
            group_instance_id=self._instance,
            client_id=f"{self._name}-{self._instance}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            partition_assignment_strategy=[RoundRobinPartitionAssignor],
            session_timeout_ms=SESSION_MILLISECONDS,
            heartbeat_interval_ms=HEARTBEAT_MILLISECONDS,
            rebalance_timeout_ms=60_000,
            max_poll_interval_ms=60_000,
            fetch_max_wait_ms=FETCH_MILLISECONDS,
        )
        self._assignments = _Assignments()
        self._claims = {}
        consumer.subscribe(self._slice.consumers.topics(), listener=self._assignments)
        return consumer

    async def _consume(self, consumer: AIOKafkaConsumer) -> None:
        claimed = -1
        while True:
            generation = self._assignments.generation
            if generation != claimed or consumer.assignment() - set(self._claims) - self._halted:
                await self._claim_all(consumer)
                claimed = generation
                continue
            batches = await consumer.getmany(timeout_ms=FETCH_MILLISECONDS, max_records=RECORDS_MAX)
            if self._assignments.generation != generation:
                continue  # fetched under an assignment that is over: the new claim seeks
            await self._apply_all(consumer, batches)
            if not self._halted:
                self.progress.moved(partitions=len(self._claims))

    async def _claim_all(self, consumer: AIOKafkaConsumer) -> None:
        """Claim every assigned partition that we do not hold yet, and go on where it stands."""
        assigned = consumer.assignment()
        self._claims = {}
        self._halted = set()
        if not assigned:
            await asyncio.sleep(FETCH_MILLISECONDS / 1000)
            return
        beginnings = await consumer.beginning_offsets(list(assigned))
        ends = await consumer.end_offsets(list(assigned))
        await asyncio.gather(
            *(self._claim(consumer, tp, beginnings[tp], ends[tp]) for tp in assigned)
        )

    async def _claim(
        self, consumer: AIOKafkaConsumer, tp: TopicPartition, beginning: int, end: int
    ) -> None:
        held = await self._claim_when_possible(tp, beginning)
        if not beginning <= held.next_offset <= end:
            # aiokafka would silently start elsewhere: events would be skipped or seen as old.
            log.error(
                "partition halted: its position is outside the log",
                extra={"fields": {"topic": tp.topic, "part": tp.partition}},
            )
            self._halted.add(tp)
            consumer.pause(tp)
            return
        if tp in consumer.assignment():
            consumer.seek(tp, held.next_offset)
            self._claims[tp] = held

    async def _claim_when_possible(self, tp: TopicPartition, beginning: int) -> Claim:
        pause = PAUSE_FIRST
        while True:
            try:
                return await progress.claim(
                    self._slice.engine,
                    consumer=self._name,
                    topic=tp.topic,
                    part=tp.partition,
                    beginning=beginning,
                )
            except Exception as error:
                if not passes_by_waiting(error):
                    raise
                pause = await _rest(pause, error)

    async def _apply_all(
        self, consumer: AIOKafkaConsumer, batches: Mapping[TopicPartition, list[ConsumerRecord]]
    ) -> None:
        applied = await asyncio.gather(
            *(self._apply(tp, records) for tp, records in batches.items() if tp in self._claims)
        )
        if not all(applied):
            await asyncio.sleep(FENCED_SECONDS)  # not at once, or a zombie evicts the true owner
        if batches:
            self._note_offsets(consumer)

    async def _apply(self, tp: TopicPartition, records: list[ConsumerRecord]) -> bool:
        """Apply one partition's records; False if the partition belongs to somebody else now."""
        received = [receive(record) for record in records]
        pause = PAUSE_FIRST
        while True:
            try:
                self._claims[tp] = await self._slice.apply(self._claims[tp], received)
                return True
            except Fenced:
                log.warning("fenced", extra={"fields": {"topic": tp.topic, "part": tp.partition}})
                del self._claims[tp]
                return False
            except Exception as error:
                if not passes_by_waiting(error):
                    raise
                pause = await _rest(pause, error)

    def _note_offsets(self, consumer: AIOKafkaConsumer) -> None:
        """Tell Kafka where we are, aside and bounded: only lag displays read it."""
        offsets = {tp: held.next_offset for tp, held in self._claims.items()}
        if self._commits or not offsets:
            return
        task = asyncio.create_task(_commit(consumer, offsets))
        self._commits.add(task)
        task.add_done_callback(self._commits.discard)


async def _commit(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
    with suppress(TimeoutError, KafkaError):
        await asyncio.wait_for(consumer.commit(offsets), COMMIT_SECONDS)


async def _rest(pause: float, error: Exception) -> float:
    """Wait with jitter after a passing failure; returns the next, longer pause (seconds)."""
    log.warning("waiting for the database", extra={"fields": {"error": type(error).__name__}})
    await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret
    return min(pause * 2, PAUSE_MAX)

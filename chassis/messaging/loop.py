"""The consumer loop: fetch, apply slice by slice, note the offsets for lag display.

Progress is in PostgreSQL; Kafka's own offsets only show lag. All waiting for PostgreSQL happens
here and never inside aiokafka's coordinator, so heartbeats go on. Whatever is asked of aiokafka has
its time; a consumer that does not keep it is thrown away and built anew.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from chassis import metrics
from chassis.health import HANG_SECONDS, Progress
from chassis.messaging.breaker import Breaker
from chassis.messaging.claims import PAUSE_FIRST, Claims, rest
from chassis.messaging.failures import passes_by_waiting
from chassis.messaging.kafka_consumer import (
    HEARTBEAT_MILLISECONDS,
    REBALANCE_MILLISECONDS,
    Assignments,
    fetch,
    new_consumer,
)
from chassis.messaging.progress import Fenced
from chassis.messaging.record import receive
from chassis.messaging.slice import Slice
from chassis.messaging.stall import StallWatch
from chassis.watchdog import within

log = logging.getLogger(__name__)

RECORDS_MAX = 500
REBUILD_SECONDS = 1.0
BREAKER_SECONDS = 1.0
STUCK_SECONDS = 30.0
FENCED_SECONDS = HEARTBEAT_MILLISECONDS / 1000
GETMANY_SECONDS = REBALANCE_MILLISECONDS / 1000 + 30
"""A fetch waits while the group is joined anew; one that waits longer waits for ever."""

START_SECONDS = 30
COMMIT_SECONDS = 2
STOP_SECONDS = 5


class ConsumerLoop:
    """Runs one service's consumers until it is cancelled."""

    def __init__(
        self,
        applier: Slice,
        *,
        kafka: str,
        instance: str,
        breaker: Breaker | None = None,
        stuck_seconds: float = STUCK_SECONDS,
    ) -> None:
        self._slice = applier
        self._name = applier.consumers.name
        self._kafka = kafka
        self._instance = instance
        self._breaker = breaker or Breaker(applier.engine, self._name)
        self._breaker_looked_at = float("-inf")
        self._stall = StallWatch(stuck_seconds)
        self._assignments = Assignments()
        self._commits: set[asyncio.Task[None]] = set()
        self.progress = Progress("consumers", hang_seconds=HANG_SECONDS)
        self._claims = Claims(applier.engine, self._name, self.progress)

    async def run(self) -> None:
        """Work until cancelled; a consumer that failed is thrown away and built anew."""
        while True:
            await self._wait_while_breaker_open()
            consumer = self._build()
            try:
                await within(START_SECONDS, consumer.start())
                await self._consume(consumer)
            except (KafkaError, OSError) as error:
                fields = {"error": type(error).__name__, "why": str(error)}
                log.warning("consumer rebuilt", extra={"fields": fields})
                self._show_stall()
                await asyncio.sleep(REBUILD_SECONDS)
            finally:
                with suppress(OSError, KafkaError):
                    await within(STOP_SECONDS, consumer.stop())

    def _build(self) -> AIOKafkaConsumer:
        self._assignments = Assignments()
        self._claims.drop_all()
        self._stall.begin_anew()
        return new_consumer(
            self._slice.consumers.topics(),
            kafka=self._kafka,
            group=self._name,
            instance=self._instance,
            assignments=self._assignments,
        )

    async def _consume(self, consumer: AIOKafkaConsumer) -> None:
        """Fetch and apply until the breaker opens."""
        claimed = -1
        while True:
            generation = self._assignments.generation
            if generation != claimed or self._claims.lacks(consumer):
                await self._claims.take_all(consumer)
                claimed = generation
                continue
            batches = await within(
                GETMANY_SECONDS,
                fetch(consumer, self._claims.positions(), records_max=RECORDS_MAX),
            )
            if self._assignments.generation != generation:
                continue  # fetched under an assignment that is over: the new claim seeks
            parked = self._slice.parked
            await self._apply_all(consumer, batches)
            self.progress.moved(partitions=len(self._claims.held))
            if await self._breaker_is_open(at_once=self._slice.parked != parked):
                return
            if self._stall.due():
                await self._stall.look(consumer, self._claims.held)
                self._show_stall()

    def _show_stall(self) -> None:
        self.progress.turned()
        self.progress.hinder("stall", self._stall.problem())

    async def _wait_while_breaker_open(self) -> None:
        """Nothing is fetched meanwhile, and every partition stays where it stands."""
        while await self._breaker_is_open(at_once=True):
            self.progress.turned()
            await asyncio.sleep(BREAKER_SECONDS)

    async def _breaker_is_open(self, *, at_once: bool) -> bool:
        """Whether too much is parked; looked at `at_once`, or when it is time again."""
        now = asyncio.get_running_loop().time()
        if at_once or now - self._breaker_looked_at >= BREAKER_SECONDS:
            self._breaker_looked_at = now
            try:
                why = await self._breaker.look()
                self.progress.hinder("breaker", why)
                metrics.BREAKER.show({(): why is not None})
            except Exception as error:
                if not passes_by_waiting(error):
                    raise
                log.warning("breaker unknown", extra={"fields": {"error": type(error).__name__}})
        return "breaker" in self.progress.hindered

    async def _apply_all(
        self, consumer: AIOKafkaConsumer, batches: Mapping[TopicPartition, list[ConsumerRecord]]
    ) -> None:
        applied = await asyncio.gather(
            *(self._apply(tp, batch) for tp, batch in batches.items() if tp in self._claims.held)
        )
        if not all(applied):
            await asyncio.sleep(FENCED_SECONDS)  # not at once, or a zombie evicts the true owner
        if batches:
            self._note_offsets(consumer)

    async def _apply(self, tp: TopicPartition, records: list[ConsumerRecord]) -> bool:
        """Apply one partition's records; False if the partition belongs to somebody else now."""
        received = [receive(record) for record in records]
        held = self._claims.held
        pause = PAUSE_FIRST
        while True:
            began = time.perf_counter()
            try:
                held[tp] = await self._slice.apply(held[tp], received)
                metrics.consumed(tp.topic, len(received), seconds=time.perf_counter() - began)
                return True
            except Fenced:
                metrics.REJECTED.add(1, {metrics.TOPIC: tp.topic})
                log.warning("fenced", extra={"fields": {"topic": tp.topic, "part": tp.partition}})
                del held[tp]
                return False
            except Exception as error:
                if not passes_by_waiting(error):
                    raise
                pause = await rest(pause, error, self.progress)

    def _note_offsets(self, consumer: AIOKafkaConsumer) -> None:
        """Tell Kafka where we are, aside and bounded: only lag displays read it."""
        offsets = self._claims.positions()
        if self._commits or not offsets:
            return
        task = asyncio.create_task(_commit(consumer, offsets))
        self._commits.add(task)
        task.add_done_callback(self._commits.discard)


async def _commit(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
    with suppress(OSError, KafkaError):
        await within(COMMIT_SECONDS, consumer.commit(offsets))

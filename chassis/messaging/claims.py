"""Our claims: which partitions are ours by PostgreSQL's word, and from where on."""

import asyncio
import logging
import random
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import metrics
from chassis.health import Progress
from chassis.messaging import progress
from chassis.messaging.failures import passes_by_waiting
from chassis.messaging.kafka_consumer import FETCH_MILLISECONDS
from chassis.messaging.progress import Claim
from chassis.watchdog import within

log = logging.getLogger(__name__)

HALTED_SECONDS = 30.0
"""So often a halted partition is tried again: an operator may have mended it."""

OFFSETS_SECONDS = 30
PAUSE_FIRST, PAUSE_MAX = 0.2, 5.0


@dataclass
class Claims:
    """What a consumer holds. A partition whose position is outside its log is halted, not read."""

    engine: AsyncEngine
    consumer: str
    health: Progress
    held: dict[TopicPartition, Claim] = field(default_factory=dict)
    _halted: dict[TopicPartition, float] = field(default_factory=dict)

    def drop_all(self) -> None:
        """Hold nothing: the consumer is a new one, or its partitions are dealt out anew."""
        for tp in self._halted:
            self.health.hinder(_halted(tp), None)
        self.held, self._halted = {}, {}
        metrics.HALTED.show({(): 0})

    def positions(self) -> dict[TopicPartition, int]:
        """From where on each partition that we hold is to be read."""
        return {tp: claim.next_offset for tp, claim in self.held.items()}

    def lacks(self, kafka: AIOKafkaConsumer) -> bool:
        """Whether a partition is assigned that we do not hold, or a halted one may be mended."""
        now = asyncio.get_running_loop().time()
        resting = {tp for tp, at in self._halted.items() if now - at < HALTED_SECONDS}
        return bool(kafka.assignment() - set(self.held) - resting)

    async def take_all(self, kafka: AIOKafkaConsumer) -> None:
        """Claim every assigned partition anew, and go on where it stands."""
        self.drop_all()
        assigned = kafka.assignment()
        if not assigned:
            await asyncio.sleep(FETCH_MILLISECONDS / 1000)
            return
        beginnings = await within(OFFSETS_SECONDS, kafka.beginning_offsets(list(assigned)))
        ends = await within(OFFSETS_SECONDS, kafka.end_offsets(list(assigned)))
        await asyncio.gather(*(self._take(kafka, tp, beginnings[tp], ends[tp]) for tp in assigned))

    async def _take(
        self, kafka: AIOKafkaConsumer, tp: TopicPartition, beginning: int, end: int
    ) -> None:
        claim = await self._when_possible(tp, beginning)
        if not beginning <= claim.next_offset <= end:
            # aiokafka would silently start elsewhere: events would be skipped or seen as old.
            self._halt(tp, f"position {claim.next_offset} is outside the log {beginning} to {end}")
            kafka.pause(tp)
            return
        if tp in kafka.assignment():
            kafka.seek(tp, claim.next_offset)
            kafka.resume(tp)
            self.held[tp] = claim

    def _halt(self, tp: TopicPartition, why: str) -> None:
        said = f"partition halted: {tp.topic}/{tp.partition}, {why}"
        log.critical(said)
        self._halted[tp] = asyncio.get_running_loop().time()
        metrics.HALTED.show({(): len(self._halted)})
        self.health.hinder(_halted(tp), said)

    async def _when_possible(self, tp: TopicPartition, beginning: int) -> Claim:
        pause = PAUSE_FIRST
        while True:
            try:
                return await progress.claim(
                    self.engine,
                    consumer=self.consumer,
                    topic=tp.topic,
                    part=tp.partition,
                    beginning=beginning,
                )
            except Exception as error:
                if not passes_by_waiting(error):
                    raise
                pause = await rest(pause, error, self.health)


def _halted(tp: TopicPartition) -> str:
    return f"halted {tp.topic}/{tp.partition}"


async def rest(pause: float, error: Exception, health: Progress) -> float:
    """Wait with jitter after a passing failure; returns the next, longer pause (seconds)."""
    health.turned()
    log.warning("waiting for the database", extra={"fields": {"error": type(error).__name__}})
    await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret
    return min(pause * 2, PAUSE_MAX)

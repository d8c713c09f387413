"""Stalls: a consumer of Kafka that is alive and does not consume.

aiokafka can stop fetching after a broker's restart, or stay out of its group for ever, without
raising anything. Seen from outside that is a partition that stands still though its log goes on.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from chassis import metrics
from chassis.messaging.progress import Claim
from chassis.watchdog import within

LOOK_SECONDS = 5.0
ASK_SECONDS = 5.0
REJOIN_SECONDS = 60.0
LOOKS_MIN = 3
"""A look comes between two slices, and those may be long: one long slice of others is no stall."""


class Stalled(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """The consumer stands still; it is thrown away and built anew."""


@dataclass
class StallWatch:
    """Looks whether partitions with events still to come move. Outlives the consumers it judges.

    `look` raises `Stalled` when one has stood still for `limit_seconds` and some looks, Kafka has
    not said for as long where its log ends, or the consumer stays out of its group.
    """

    limit_seconds: float
    _looked_at: float = float("-inf")
    _stands: dict[TopicPartition, tuple[int, float, int]] = field(default_factory=dict)
    """Where a partition stands that has more to come, since when, and at how many looks."""

    _stuck: dict[TopicPartition, int] = field(default_factory=dict)
    _silent_since: float | None = None
    _silent: bool = False
    _out_since: float | None = None

    def problem(self) -> str | None:
        """What stood still when we last looked; over when it moves, not when it is built anew."""
        if self._silent:
            return "Kafka does not say where its log ends"
        stuck = [f"{tp.topic}/{tp.partition} stands at {at}" for tp, at in self._stuck.items()]
        return f"lag does not shrink: {', '.join(stuck)}" if stuck else None

    def begin_anew(self) -> None:
        """A new consumer gets the whole time."""
        now = _now()
        self._stands = {tp: (at, now, 0) for tp, (at, _, _) in self._stands.items()}
        self._silent_since = self._out_since = None

    def due(self) -> bool:
        """Whether it is time for a look."""
        return _now() - self._looked_at >= LOOK_SECONDS

    async def look(
        self, consumer: AIOKafkaConsumer, claims: Mapping[TopicPartition, Claim]
    ) -> None:
        """Compare our positions with the ends of the log; raises `Stalled`."""
        now = self._looked_at = _now()
        self._check_membership(consumer, now)
        ends = await self._ends(consumer, list(claims), now)
        if ends is None:
            return
        metrics.show_lag((tp.topic, ends[tp] - held.next_offset) for tp, held in claims.items())
        before, self._stands = self._stands, {}
        for tp, held in claims.items():
            if (at := held.next_offset) < ends[tp]:
                stood_at, since, looks = before.get(tp, (at, now, 0))
                self._stands[tp] = (at, since, looks + 1) if stood_at == at else (at, now, 1)
        self._stuck = {tp: at for tp, at in self._stuck.items() if self._stands_at(tp) == at}
        late = [
            tp
            for tp, (_, since, looks) in self._stands.items()
            if looks >= LOOKS_MIN and self._is_late(since, now)
        ]
        if late:
            self._stuck |= {tp: self._stands[tp][0] for tp in late}
            raise Stalled(self.problem())

    async def _ends(
        self, consumer: AIOKafkaConsumer, parts: list[TopicPartition], now: float
    ) -> Mapping[TopicPartition, int] | None:
        ends: Mapping[TopicPartition, int] = {}
        try:
            if parts:
                ends = await within(ASK_SECONDS, consumer.end_offsets(parts))
        except (KafkaError, OSError):
            self._silent_since = now if self._silent_since is None else self._silent_since
            if self._is_late(self._silent_since, now):
                self._silent = True
                raise Stalled(self.problem()) from None
            return None
        self._silent_since, self._silent = None, False
        return ends

    def _check_membership(self, consumer: AIOKafkaConsumer, now: float) -> None:
        if not _wants_to_rejoin(consumer):
            self._out_since = None
            return
        self._out_since = now if self._out_since is None else self._out_since
        if now - self._out_since >= REJOIN_SECONDS:
            raise Stalled("out of the consumer group, and does not rejoin")

    def _stands_at(self, tp: TopicPartition) -> int | None:
        return self._stands[tp][0] if tp in self._stands else None

    def _is_late(self, since: float, now: float) -> bool:
        return now - since >= self.limit_seconds


def _now() -> float:
    return asyncio.get_running_loop().time()


def _wants_to_rejoin(consumer: AIOKafkaConsumer) -> bool:
    """Whether the coordinator has noticed that it must join again and has not done so yet.

    aiokafka has no public word for it.
    """
    waiting = getattr(getattr(consumer, "_coordinator", None), "_rejoin_needed_fut", None)
    return waiting is not None and waiting.done()

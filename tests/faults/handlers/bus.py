"""The bus by script: logs of partitions, and a producer whose messages meet a chosen fate."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaTimeoutError
from aiokafka.partitioner import murmur2

PARTITIONS, BATCH_MAX = 2, 3
Fate = Literal["acknowledged", "unanswered", "late", "lost"]
TROUBLES: tuple[Fate, ...] = ("unanswered", "late", "lost")


@dataclass(frozen=True)
class Message:
    """What a producer hands over."""

    topic: str
    part: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    @property
    def event_id(self) -> str:
        """The id of the event."""
        return dict(self.headers)["ce_id"].decode()


@dataclass
class Bus:
    """Every partition's log. Partitions of one bus have numbers that no other has."""

    number: int
    partitions: int = PARTITIONS
    logs: dict[tuple[str, int], list[Message]] = field(default_factory=dict)
    late: list[Message] = field(default_factory=list)

    def part_of(self, key: bytes) -> int:
        """The partition of a key."""
        return self.number * self.partitions + int(murmur2(key) & 0x7FFFFFFF) % self.partitions

    def arrive(self, message: Message) -> None:
        """A message gets its offset."""
        self.logs.setdefault((message.topic, message.part), []).append(message)

    def late_ones_arrive(self) -> None:
        """What was still on the way, perhaps of a producer long dead."""
        late, self.late = self.late, []
        for message in late:
            self.arrive(message)

    def read(self, topic: str, part: int, offset: int, limit: int) -> list[ConsumerRecord]:
        """Records as aiokafka would fetch them."""
        found = self.logs.get((topic, part), [])[offset : offset + limit]
        return [_record(one, number) for number, one in enumerate(found, offset)]

    def parts(self, topics: list[str]) -> list[tuple[str, int]]:
        """The partitions of some topics that have anything."""
        return sorted(place for place in self.logs if place[0] in topics)

    def arrived(self) -> set[str]:
        """The ids of all events in the logs."""
        return {message.event_id for log in self.logs.values() for message in log}


def _record(message: Message, offset: int) -> ConsumerRecord:
    return ConsumerRecord(
        topic=message.topic,
        partition=message.part,
        offset=offset,
        timestamp=0,
        timestamp_type=0,
        key=message.key,
        value=message.value,
        checksum=None,
        serialized_key_size=len(message.key),
        serialized_value_size=len(message.value),
        headers=message.headers,
    )


@dataclass
class Batch:
    """Takes a few messages, so that a partition needs several."""

    records: list[tuple[bytes, bytes, tuple[tuple[str, bytes], ...]]] = field(default_factory=list)

    def append(
        self, *, key: bytes, value: bytes, headers: list[tuple[str, bytes]], timestamp: None
    ) -> bool | None:
        """None when it is full, as aiokafka's."""
        assert timestamp is None
        if len(self.records) == BATCH_MAX:
            return None
        self.records.append((key, value, tuple(headers)))
        return True


@dataclass
class Producer:
    """Stands in for an idempotent producer: behind a failure nothing of the partition arrives."""

    bus: Bus
    chance: Random
    trouble: float
    broken: set[tuple[str, int]] = field(default_factory=set)
    before_send: Callable[[], Awaitable[None]] | None = None

    async def partitions_for(self, _topic: str) -> set[int]:
        """Those of the bus."""
        first = self.bus.number * self.bus.partitions
        return {*range(first, first + self.bus.partitions)}

    def create_batch(self) -> Batch:
        """An empty one."""
        return Batch()

    async def send_batch(
        self, batch: Batch, topic: str, *, partition: int
    ) -> "asyncio.Future[None]":
        """Hand over a batch, which has one fate; the future is its acknowledgement."""
        if self.before_send is not None:
            await self.before_send()
        messages = [
            Message(topic, partition, key, value, headers) for key, value, headers in batch.records
        ]
        assert {self.bus.part_of(one.key) for one in messages} == {partition}
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        fate = self._fate(topic, partition)
        if fate in ("acknowledged", "unanswered"):
            for one in messages:
                self.bus.arrive(one)
        if fate == "late":
            self.bus.late += messages
        if fate == "acknowledged":
            answer.set_result(None)
        else:
            self.broken.add((topic, partition))
            answer.set_exception(KafkaTimeoutError())
        return answer

    def _fate(self, topic: str, part: int) -> Fate:
        if (topic, part) in self.broken:
            return "lost"
        return (
            self.chance.choice(TROUBLES) if self.chance.random() < self.trouble else "acknowledged"
        )


@contextmanager
def unanswered() -> Iterator[None]:
    """A batch whose acknowledgement does not come: the relay begins anew."""
    try:
        yield
    except KafkaTimeoutError:
        return

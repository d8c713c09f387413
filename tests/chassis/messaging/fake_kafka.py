"""One partition of Kafka, and consumers of it that misbehave in the ways aiokafka is known for.

A real consumer cannot be made to stop fetching, to stay out of its group or to hang in `stop()` on
demand. These do what the issues describe, seen through the methods that the loop calls.
"""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError

from chassis.messaging import loop
from chassis.messaging.record import Received

Fault = Literal[
    "", "fetches-nothing", "never-rejoins", "getmany-hangs", "start-hangs", "stop-hangs"
]


@dataclass
class Kafka:
    """The log, and the consumers made of it; the next ones have these faults, later ones none."""

    tp: TopicPartition
    faults: list[tuple[Fault, ...]] = field(default_factory=list)
    records: list[ConsumerRecord[bytes, bytes]] = field(default_factory=list)
    beginning: int = 0
    away: bool = False
    made: list["Consumer"] = field(default_factory=list)

    def append(self, received: Received) -> None:
        """One more record at the end."""
        self.records.append(
            ConsumerRecord(
                topic=self.tp.topic,
                partition=self.tp.partition,
                offset=len(self.records),
                timestamp=0,
                timestamp_type=0,
                key=received.key,
                value=received.value,
                checksum=None,
                serialized_key_size=0,
                serialized_value_size=0,
                headers=[
                    ("ce_id", received.event_id.encode()),
                    ("ce_type", (received.event_type or "").encode()),
                ],
            )
        )

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> "Kafka":
        """Loops get their consumers from here."""
        monkeypatch.setattr(loop, "new_consumer", self._new)
        return self

    def _new(self, *_: Any, assignments: Any, **__: Any) -> "Consumer":
        self.made.append(Consumer(self, assignments, self.faults.pop(0) if self.faults else ()))
        return self.made[-1]


class Consumer:
    """What the loop sees of `AIOKafkaConsumer`."""

    def __init__(self, kafka: Kafka, assignments: Any, faults: tuple[Fault, ...]) -> None:
        self._kafka = kafka
        self._assignments = assignments
        self._faults = faults
        self._position = 0
        self.paused = False
        self.stopped = False
        rejoin = asyncio.get_running_loop().create_future()
        if "never-rejoins" in faults:
            rejoin.set_result(None)
        self._coordinator = SimpleNamespace(_rejoin_needed_fut=rejoin)

    async def start(self) -> None:
        if "start-hangs" in self._faults:
            await asyncio.Event().wait()
        if self._kafka.away:
            raise KafkaConnectionError
        await self._assignments.on_partitions_assigned({self._kafka.tp})

    async def stop(self) -> None:
        self.stopped = True
        if "stop-hangs" in self._faults:
            await asyncio.Event().wait()

    def assignment(self) -> set[TopicPartition]:
        return {self._kafka.tp}

    async def beginning_offsets(self, parts: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(parts, self._kafka.beginning)

    async def end_offsets(self, parts: list[TopicPartition]) -> dict[TopicPartition, int]:
        if self._kafka.away:
            await asyncio.Event().wait()
        return dict.fromkeys(parts, len(self._kafka.records))

    def seek(self, _: TopicPartition, offset: int) -> None:
        self._position = offset

    def pause(self, *_: TopicPartition) -> None:
        self.paused = True

    def resume(self, *_: TopicPartition) -> None:
        self.paused = False

    async def commit(self, _: Any) -> None:
        pass

    def highwater(self, _: TopicPartition) -> int:
        return len(self._kafka.records)

    async def getmany(
        self, *_: TopicPartition, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]:
        if "getmany-hangs" in self._faults:
            await asyncio.Event().wait()
        if "is-cancelled" in self._faults:
            raise asyncio.CancelledError
        left = self._kafka.records[self._position : self._position + max_records]
        if not left or self._silent():
            await asyncio.sleep(timeout_ms / 10_000)
            return {}
        self._position += len(left)
        return {self._kafka.tp: left}

    def _silent(self) -> bool:
        idle = {"fetches-nothing", "never-rejoins"} & set(self._faults)
        return bool(idle) or self.paused or self._kafka.away

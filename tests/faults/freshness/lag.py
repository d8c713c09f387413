"""Between two services: a relay, and partitions that bring their events when they like."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from chassis import freshness
from chassis.messaging.record import receive
from contracts.events.movements import COVERAGE
from tests.faults.handlers.bus import Bus, Producer
from tests.faults.handlers.process import Process

PARTITIONS = 8
AT_ONCE = 100
RELAY_SECONDS = 0.005


@dataclass
class Lag:
    """Real relay, real slices; the time in between is drawn by lot."""

    writer: Process
    reader: Process
    chance: Random
    bus: Bus = field(default_factory=lambda: Bus(0, PARTITIONS))
    applied: set[str] = field(default_factory=set)
    """Ids of the events that the reader has committed, as it learned of it."""

    _ended: bool = False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Relay and partitions run while the block does; one that fails ends it with its error."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._relay())
            for part in range(PARTITIONS):
                tasks.create_task(self._deliver(part))
            try:
                yield
            finally:
                self._ended = True

    async def _relay(self) -> None:
        while not self._ended:
            await self.writer.publish(Producer(self.bus, self.chance, 0.0))
            await asyncio.sleep(RELAY_SECONDS)

    async def _deliver(self, part: int) -> None:
        held = await self.reader.claim((COVERAGE, part))
        while not self._ended:
            fetched = self.bus.read(COVERAGE, part, held.next_offset, AT_ONCE)
            await asyncio.sleep(self._pause() if fetched else RELAY_SECONDS)
            if fetched:
                records = [receive(one) for one in fetched]
                held = await self.reader.slice.apply(held, records)
                self.applied.update(one.event_id for one in records)

    def _pause(self) -> float:
        """Mostly some milliseconds, at times much of the patience of a read, at times beyond."""
        lot, patience = self.chance.random(), freshness.WAIT_SECONDS
        if lot < 0.0015:
            return self.chance.uniform(1.05, 1.3) * patience
        if lot < 0.012:
            return self.chance.uniform(0.1, 0.9) * patience
        return self.chance.uniform(0, 0.02)

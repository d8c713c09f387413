"""A seed as it is played: anything may come next, anything may go wrong, then everything heals."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg
from sqlalchemy import text

from chassis.clock import BusinessClock
from chassis.jobs import JobWorker
from chassis.messaging.progress import Claim, Fenced
from chassis.messaging.record import Received, receive
from services.billing.jobs import jobs
from services.billing.reassessment import LANE
from tests.faults.handlers.bus import Bus, Producer, unanswered
from tests.faults.handlers.dying import Killed, Mortal
from tests.faults.handlers.process import Place, Process
from tests.faults.handlers.story import Employer

STEPS = 24
FETCHED, FETCHED_HEALTHY = 3, 50
WAITS_MAX = 24


@dataclass
class Script:
    """One seed. Without trouble nothing goes wrong, and everything comes in its order."""

    chance: Random
    bus: Bus
    processes: list[Process]
    employers: list[Employer]
    trouble: float
    told: list[str] = field(default_factory=list)

    async def play(self) -> None:
        """Trouble, then healing."""
        for _ in range(STEPS if self.trouble else 0):
            act = self.chance.choice(
                (self.order, self.relay, self.relay, self.hear, self.hear, self.rest)
            )
            await act()
        self.trouble = 0.0
        await self.heal()

    def _happens(self) -> bool:
        return self.chance.random() < self.trouble

    async def _mortal(self, what: str, work: Coroutine[Any, Any, Any]) -> bool:
        """Do it, perhaps only up to a chosen wait; whether it lived."""
        if not self._happens():
            await work
            return True
        waits = self.chance.randrange(1, WAITS_MAX)
        try:
            await Mortal(work, waits=waits)
        except Killed:
            self.told.append(f"{what} was killed at wait {waits}")
            return False
        return True

    async def order(self) -> None:
        """Somebody gives an order; one who got no answer gives it again."""
        commands = [one for employer in self.employers for one in employer.commands if one.possible]
        if commands:
            await self._mortal("a command", self.chance.choice(commands).give())

    async def relay(self) -> None:
        """A relay publishes a batch; dead or cut off, it is started anew."""
        process = self.chance.choice(self.processes)
        producer = Producer(self.bus, self.chance, self.trouble / 2)
        if self._happens() and process.relay is not None:
            await self._cut_off(process, producer)
            return
        await process.start_relay()
        publishing = self._publish(process, producer)
        if not await self._mortal(f"the relay of {process.name}", publishing) or producer.broken:
            process.lose_relay()

    async def _publish(self, process: Process, producer: Producer) -> int:
        with unanswered():
            return await process.publish(producer)
        return 0

    async def _cut_off(self, process: Process, producer: Producer) -> None:
        """The leases pass on while the relay has rows in hand: the next one sends them as well."""
        self.told.append(f"the relay of {process.name} was cut off with rows in hand")
        zombie = process.relay

        async def meanwhile() -> None:
            producer.before_send = None
            process.lose_relay()
            await self._publish(process, Producer(self.bus, self.chance, 0.0))

        producer.before_send = meanwhile
        assert zombie is not None
        stand_in: Any = producer
        with unanswered(), suppress(asyncpg.InterfaceError, asyncpg.PostgresError, OSError):
            await zombie[0].publish_batch(zombie[1], stand_in)

    async def hear(self) -> None:
        """A consumer applies a slice: killed, robbed of the answer, or overtaken by another."""
        process = self.chance.choice(self.processes)
        places = self.bus.parts(process.slice.consumers.topics())
        if places:
            await self._slice(process, self.chance.choice(places))

    async def _slice(self, process: Process, place: Place) -> int:
        if place not in process.claims:
            process.claims[place] = await process.claim(place)
        held = process.claims[place]
        limit = FETCHED if self.trouble else FETCHED_HEALTHY
        records = [receive(one) for one in self.bus.read(*place, held.next_offset, limit)]
        if not records:
            return 0
        if self._happens():
            await self._overtaken(process, place, held, records)
        elif not await self._mortal(
            f"a slice of {process.name}", self._apply(process, place, records)
        ):
            del process.claims[place]
        return len(records)

    async def _apply(self, process: Process, place: Place, records: list[Received]) -> None:
        moved = await process.slice.apply(process.claims[place], records)
        if self._happens():
            self.told.append(f"{process.name} never learned that its slice had been committed")
            assert await process.slice.apply(process.claims[place], records) == moved
        process.claims[place] = moved

    async def _overtaken(
        self, process: Process, place: Place, held: Claim, records: list[Received]
    ) -> None:
        """Another instance claims the partition: who wakes up with records in hand is a zombie."""
        self.told.append(f"{process.name} was overtaken at {place} with {len(records)} in hand")
        process.claims[place] = await process.claim(place)
        owner = self._apply(process, place, records[: self.chance.randrange(1, len(records) + 1)])
        zombie = process.slice.apply(held, records)
        _, rejected = await asyncio.gather(owner, zombie, return_exceptions=True)
        assert isinstance(rejected, Fenced), f"a zombie at {place} committed: {rejected}"

    async def rest(self) -> None:
        """Something late arrives, something comes twice, a retrier goes round, a job is done."""
        what = self.chance.randrange(4)
        if what == 0:
            self.bus.late_ones_arrive()
        elif what == 1:
            self._again()
        elif what == 2:
            process = self.chance.choice(self.processes)
            await self._mortal(f"the retrier of {process.name}", process.retrier.round())
        else:
            await self._mortal("a job", self._worker().run_one())

    def _again(self) -> None:
        """An event is published once more, at a new offset."""
        places = sorted(self.bus.logs)
        if places:
            self.bus.arrive(self.chance.choice(self.bus.logs[self.chance.choice(places)]))

    def _worker(self) -> JobWorker:
        [billing] = [one for one in self.processes if one.name == "billing"]
        return JobWorker(jobs, LANE, billing.engine, BusinessClock())

    async def heal(self) -> None:
        """Everything runs until nothing is left to do but what is parked for good."""
        self.bus.late_ones_arrive()
        for process in self.processes:
            process.refusals = {}
        while await self._round():
            pass

    async def _round(self) -> int:
        moved = 0
        for command in [one for employer in self.employers for one in employer.commands]:
            if command.possible:
                await command.give()
                moved += command.done
        for process in self.processes:
            while sent := await process.publish(Producer(self.bus, self.chance, 0.0)):
                moved += sent
        for process in self.processes:
            for place in self.bus.parts(process.slice.consumers.topics()):
                while heard := await self._slice(process, place):
                    moved += heard
            moved += await self._retry(process)
        return moved + await self._work_off()

    async def _retry(self, process: Process) -> int:
        parked = len(await process.parked())
        if parked:
            await process.retry_all()
        return parked - len(await process.parked())

    async def _work_off(self) -> int:
        """Every job, also one whose worker died: its lease has run out."""
        done = 0
        async with self._worker()._engine.begin() as connection:
            await connection.execute(text("update job set leased_until = null, due_at = now()"))
        while await self._worker().run_one():
            done += 1
        return done

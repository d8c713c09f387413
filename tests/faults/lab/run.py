"""One run: load and faults side by side, then the verdict."""

import asyncio
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from deploy.demo.steps import BILLING, Journey
from deploy.demo.visitor import Unexpected, Visitor
from deploy.local.place import Place
from tests.faults.lab.checker import Verdict
from tests.faults.lab.client import AnsweredTwice, Client, Log
from tests.faults.lab.employer import Employer
from tests.faults.lab.faults import Happened, NotMovingAgain
from tests.faults.lab.load import Load
from tests.faults.lab.plan import Act
from tests.faults.lab.report import Run
from tests.faults.lab.rest import fenced, judge_effects, judge_parked, judge_topics
from tests.faults.lab.surroundings import Surroundings
from tests.faults.lab.topics import Messages, poison

REPEATS = 0.05
POISONED_TOPICS = ("movements.coverage.v1", "billing.payments.v1", "identity.establishments.v1")
LOOKS = 3


@dataclass
class Lab:
    """A stack, what is asked of it, and what strikes it."""

    around: Surroundings
    load: Load
    acts: Sequence[Act]
    log: Log
    messages: Messages
    chance: random.Random
    tell: Callable[[str], object]
    repeats: Counter[str] = field(default_factory=Counter)
    happened: list[Happened] = field(default_factory=list)
    balanced: list[bool] = field(default_factory=list)
    poisoned: Counter[str] = field(default_factory=Counter)
    sessions: dict[str, Visitor] = field(default_factory=dict)

    async def run(self, seed: int, http: httpx.AsyncClient) -> Run:
        """Everything; what broke the run off stands in its verdict."""
        verdict, told_again, began = Verdict(), 0, time.monotonic()
        seconds = 0.0
        try:
            await self._work(http)
            seconds = time.monotonic() - began
            await self._judge(verdict)
            told_again = await judge_topics(self.load.employers, self.log, self._place, verdict)
            await self.messages.look()
        except* (Unexpected, AnsweredTwice, NotMovingAgain) as group:
            verdict.unfinished += [repr(one) for one in _all(group)]
        return Run(
            seed=seed,
            commands=self.log.commands,
            messages=self.messages.count,
            seconds=seconds or time.monotonic() - began,
            counted=dict(self.log.counted),
            repeated_commands=self.repeats["repeated"],
            happened=self.happened,
            told_again=told_again,
            fenced=fenced(self._place),
            poison=self.poisoned.total(),
            verdict=verdict,
            balanced=self.balanced,
        )

    @property
    def _place(self) -> Place:
        return self.around.stack.place

    async def _work(self, http: httpx.AsyncClient) -> None:
        at_the_door = asyncio.Lock()

        async def found() -> Employer:
            async with at_the_door:  # two codes on the phone of one employee would be mixed up
                return await self._found(http)

        watching = asyncio.create_task(self.messages.watch())
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._strike())
                both.create_task(self.load.run(found))
        finally:
            watching.cancel()

    async def _found(self, http: httpx.AsyncClient) -> Employer:
        """One more establishment, which every service knows."""
        place = self._place

        def client() -> Client:
            return Client(place.url, http, repeats=self.repeats, share=REPEATS, chance=self.chance)

        while True:  # one who waited in vain stands in the log, and tries as another
            journey = Journey.at(place, http, self.sessions, client)
            employer = Employer(journey, self.log, self.chance)
            if await self.log.command("register", employer.begin):
                return employer

    async def _strike(self) -> None:
        """One fault after the other, spread over the load; poison and looks at the ledger."""
        for number, act in enumerate(self.acts, start=1):
            await self.load.pace.comes_to(number / (len(self.acts) + 1))
            self.happened.append(await act(self.around))
            self.tell(
                f"  {number:>4} of {len(self.acts)} faults, {self.log.commands:>6} commands,"
                f" {self.messages.count:>8} messages  {self.happened[-1]}"
            )
            if number % max(1, len(self.acts) // LOOKS) == 0:
                await self._look()
        self.load.pace.ends()

    async def _look(self) -> None:
        """An auditor looks at the ledger while all this happens; and poison comes in."""
        treasurer = await self.load.employers[0].journey.employee("treasurer")
        trial = await treasurer.get(f"{BILLING}/trial-balance")
        self.balanced.append(bool(trial["balanced"]))
        topic = self.chance.choice(POISONED_TOPICS)
        await poison(self._place.address("kafka"), topic, secrets.token_bytes(16))
        self.poisoned[topic] += 1

    async def _judge(self, verdict: Verdict) -> None:
        """When everything has come to rest."""
        employers, place = self.load.employers, self._place
        await judge_effects(employers, self.log, place, self.poisoned, verdict)
        await self._look()
        await judge_parked(place, self.poisoned, verdict)
        if any(one.kind == "stop" for one in self.happened) and not fenced(place):
            verdict.doubled.append("a consumer that slept past its session was not refused")


def _all(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    """The exceptions of a group and of the groups in it."""
    return [
        one
        for found in group.exceptions
        for one in (_all(found) if isinstance(found, BaseExceptionGroup) else [found])
    ]

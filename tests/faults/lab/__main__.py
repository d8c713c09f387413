"""`python -m tests.faults.lab --commands N --kills K [--seed S]`: load, faults, verdict, report."""

import argparse
import asyncio
import random
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from deploy.demo.january import close
from deploy.demo.steps import BILLING, Journey
from deploy.demo.visitor import Visitor, caught_up, until
from deploy.local.environment import on_this_machine, service_environment
from deploy.local.machine import free_base
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, Place, child_environment, python
from deploy.local.topics import TOPICS
from tests.faults.catalogue import BOOK, DECIDED, HUB, SENT, rounds
from tests.faults.lab import faults
from tests.faults.lab.checker import Verdict, judge_employer, judge_log, judge_unknown
from tests.faults.lab.client import Client, Log
from tests.faults.lab.employer import MONTH, Employer
from tests.faults.lab.faults import Happened
from tests.faults.lab.load import Load
from tests.faults.lab.report import Run, write
from tests.faults.lab.surroundings import CLOCKED, Surroundings
from tests.faults.lab.topics import everything, poison
from tests.faults.traps import Trap

EMPLOYERS = 10
REPEATS = 0.05
KILLED = ("movements", "billing", "payroll", "identity", "notifications", "billing-twin", "gateway")
AIMED = (
    Trap("billing", "command.before-commit", HUB),
    Trap("billing", "command.after-commit", HUB),
    Trap("billing", "relay.before-send", "PaymentReceived"),
    Trap("billing", "relay.before-acknowledgement", "PaymentReceived"),
    Trap("billing", "relay.before-delete", "PaymentReceived"),
    Trap("billing", "slice.before-commit"),
    Trap("billing", "slice.after-commit"),
    Trap("billing-twin", "slice.before-commit"),
    Trap("movements", "command.after-commit", SENT),
    Trap("movements", "command.before-commit", DECIDED),
    Trap("movements", "relay.before-send", "CoverageStarted"),
    Trap("movements", "relay.before-acknowledgement", "CoverageStarted"),
    Trap("movements", "relay.before-delete", "CoverageStarted"),
    Trap("movements", "last-step.before-commit", BOOK),
    Trap("movements", "last-step.after-commit", BOOK),
    Trap("payroll", "slice.before-commit"),
    Trap("payroll", "slice.after-commit"),
    Trap("notifications", "slice.after-commit"),
    Trap("notifications", "slice.before-commit"),
)
"""Kills in the middle of something: of these every second one is drawn."""
POISONED_TOPICS = ("movements.coverage.v1", "billing.payments.v1", "identity.establishments.v1")
QUIET_SECONDS, LOOKS = 1.0, 3
SERVERS = ("kafka", "postgres")
REPORTS = CHECKOUT / "docs" / "faults"

Act = Callable[[Surroundings], Awaitable[Happened]]
OTHERS: dict[str, Act] = {
    "kafka": lambda around: faults.killed(around, "kafka"),
    "postgres": faults.postgres_immediate,
    "stop": lambda around: faults.stopped(around, "billing"),
    "cut-postgres": lambda around: faults.cut(around, "postgres"),
    "cut-kafka": lambda around: faults.cut(around, "kafka"),
    "drip": lambda around: faults.drip(around, "postgres"),
    "disk-full": faults.disk_full,
    "clock-jump": lambda around: faults.clock_jump(around, CLOCKED),
}
"""One of each in every run."""


@dataclass
class Lab:
    """One run."""

    around: Surroundings
    commands: int
    kills: int
    seed: int
    log: Log
    aimed: Sequence[Trap] = ()
    kinds: Sequence[str] = ()
    repeats: Counter[str] = field(default_factory=Counter)
    happened: list[Happened] = field(default_factory=list)
    balanced: list[bool] = field(default_factory=list)
    poisoned: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    async def run(self, http: httpx.AsyncClient) -> Run:
        """Load and faults side by side, then the verdict."""
        began = time.monotonic()
        employers = await self._employers(http)
        load = Load(employers, self.commands, self.chance, share=0.0)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._strike(load))
            both.create_task(load.run())
        seconds = time.monotonic() - began
        verdict = await self._verdict(employers)
        if "stop" in self.kinds and not self._fenced():
            verdict.doubled.append("a consumer that slept past its session was not refused")
        told_again = judge_log(await everything(self._place.address("kafka")), verdict)
        return Run(
            seed=self.seed,
            commands=self.log.commands,
            seconds=seconds,
            counted=dict(self.log.counted),
            repeated_commands=self.repeats["repeated"],
            happened=self.happened,
            told_again=told_again,
            fenced=self._fenced(),
            poison=self.poisoned.total(),
            verdict=verdict,
            balanced=self.balanced,
        )

    @property
    def _place(self) -> Place:
        return self.around.stack.place

    async def _employers(self, http: httpx.AsyncClient) -> list[Employer]:
        place, sessions = self._place, dict[str, Visitor]()

        def client() -> Client:
            return Client(place.url, http, repeats=self.repeats, share=REPEATS, chance=self.chance)

        employers = []
        for _ in range(EMPLOYERS):
            journey = Journey.at(place, http, sessions, client)
            employers.append(Employer(journey, self.log, self.chance))
            await employers[-1].begin()
        return employers

    async def _strike(self, load: Load) -> None:
        """One fault after the other, spread over the load; poison and looks at the ledger."""
        acts = self._acts()
        for number, act in enumerate(acts, start=1):
            load.share = number / (len(acts) + 1)
            while load.sent < self.commands * load.share:  # noqa: ASYNC110 - no event says it
                await asyncio.sleep(0.1)
            self.happened.append(await act(self.around))
            print(f"  {load.sent:>6} commands  {self.happened[-1]}", flush=True)
            if number % max(1, len(acts) // LOOKS) == 0:
                await self._look(load.employers[0])
        load.share = 1.0

    def _acts(self) -> list[Act]:
        """Servers killed, as many kills of services as are left, one of each other kind; mixed."""
        acts = [OTHERS[kind] for kind in self.kinds]
        left = max(0, self.kills - len([kind for kind in self.kinds if kind in SERVERS]))
        blind = max(0, left - len(self.aimed)) // 2
        acts += [_kill(self.chance.choice(KILLED)) for _ in range(blind)]
        acts += [_kill_at(trap) for trap in self._aimed(left - blind)]
        self.chance.shuffle(acts)
        return acts

    def _aimed(self, count: int) -> list[Trap]:
        """Those asked for, then others drawn."""
        drawn = self.chance.choices(AIMED, k=max(0, count - len(self.aimed)))
        return [*self.aimed, *drawn]

    async def _look(self, employer: Employer) -> None:
        """An auditor looks at the ledger while all this happens; and poison comes in."""
        treasurer = await employer.journey.employee("treasurer")
        trial = await treasurer.get(f"{BILLING}/trial-balance")
        self.balanced.append(bool(trial["balanced"]))
        topic = self.chance.choice(POISONED_TOPICS)
        await poison(self._place.address("kafka"), topic, secrets.token_bytes(16))
        self.poisoned[topic] += 1

    async def _verdict(self, employers: Sequence[Employer]) -> Verdict:
        """When everything has come to rest."""
        verdict = Verdict()
        judge_unknown(self.log, verdict)
        for employer in employers:
            journey = employer.journey
            journey.treasurer = await journey.employee("treasurer")
            await caught_up(journey.clerk, f"{BILLING}{journey.of_establishment}/bill")
        await until("nothing but poison is parked", self._only_poison_parked)
        for employer in employers:
            await close(employer.journey, MONTH)
            await judge_employer(employer, self.log, verdict)
        await self._look(employers[0])
        await asyncio.sleep(QUIET_SECONDS)
        parked, wanted = await self._parked(), self._poison_by_consumer()
        if parked != wanted:
            verdict.parked.append(f"parked {dict(parked)}, the poison is {dict(wanted)}")
        return verdict

    async def _only_poison_parked(self) -> bool:
        return await self._parked() == self._poison_by_consumer()

    def _poison_by_consumer(self) -> Counter[str]:
        topics = yaml.safe_load(TOPICS.read_text())["topics"]
        wanted = Counter[str]()
        for topic, count in self.poisoned.items():
            for consumer in topics[topic]["consumers"]:
                wanted[consumer] += count
        return wanted

    async def _parked(self) -> Counter[str]:
        """As the operator's command line tells it."""
        counts = Counter[str]()
        for name in SERVICES:
            if name == "portal":
                continue
            environment = service_environment(name, on_this_machine(self._place))
            process = await asyncio.create_subprocess_exec(
                *python("-m", f"services.{name}", "parked", "list"),
                cwd=CHECKOUT,
                env=child_environment(environment),
                stdout=asyncio.subprocess.PIPE,
            )
            said, _ = await process.communicate()
            counts[name] = int(re.findall(rb"^(\d+) parked", said, re.MULTILINE)[-1])
        return +counts

    def _fenced(self) -> int:
        """How often a consumer was refused because another one had taken over."""
        logs = self._place.logs.glob("*.log")
        return sum(log.read_text(errors="replace").count('"fenced"') for log in logs)


def _kill(name: str) -> Act:
    return lambda around: faults.killed(around, name)


def _kill_at(trap: Trap) -> Act:
    return lambda around: faults.killed_at(around, trap)


def _trap(words: str) -> Trap:
    """A trap from the command line: service, point, and what it is about."""
    service, point, about = [*words.split(maxsplit=2), ""][:3]
    return Trap(service, point, about)


async def run(arguments: argparse.Namespace) -> int:
    """Everything; 0 if it holds."""
    state = Path(tempfile.mkdtemp(prefix="daman-faults-"))
    around = await Surroundings.around(Place(state, CHECKOUT / ".cache", free_base()))
    print(f"the stack runs; seed {arguments.seed}", flush=True)
    try:
        async with httpx.AsyncClient(timeout=30) as http:
            log = Log(state / "client.jsonl")
            how = (arguments.commands, arguments.kills, arguments.seed)
            lab = Lab(around, *how, log, arguments.at, arguments.kinds.split())
            done = await lab.run(http)
    finally:
        await around.end()
    if arguments.after_boundaries:
        done.boundaries = sum(len(deaths) for deaths in rounds())
    for name, said in write(arguments.reports, done):
        print(f"{name}: {said}")
    if done.holds:
        shutil.rmtree(state)
    return 0 if done.holds else 1


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.lab", description=__doc__)
    parser.add_argument("--commands", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--kinds", default=" ".join(OTHERS), help="of faults beside kills")
    parser.add_argument("--at", type=_trap, action="append", default=[], metavar="SERVICE POINT")
    parser.add_argument("--after-boundaries", action="store_true", help="all were killed at before")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())

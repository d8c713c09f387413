"""The services in which seeds are played, one after the other, and what is wrong in the end."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from chassis.ids import uuid7
from contracts.events.movements import CoverageStopped
from tests.faults.handlers.bus import Bus
from tests.faults.handlers.process import Process
from tests.faults.handlers.script import Script
from tests.faults.handlers.story import Desks, Employer
from tests.services.billing.facts import started
from tests.services.people import Establishment, acting, somebody

PLANS = 10
"""So many different stories; each is told once without any trouble."""

TROUBLE = (0.1, 0.25, 0.4)


@dataclass
class House:
    """The services, and how the undisturbed stories ended."""

    desks: Desks
    processes: list[Process]
    buses: "count[int]"
    calm: dict[int, list[dict[str, Any]]]

    async def play(self, plan: int, chance: Random, trouble: float) -> tuple[Script, list[Any]]:
        """Two employers live through a plan."""
        story = Random(plan)
        employers = [Employer(self.desks, story, chance) for _ in range(2)]
        for one in employers:
            await one.is_announced()
        for process in self.processes:
            process.claims = {}
            process.refusals = {}
            if trouble and process.name != "movements":
                key = chance.choice(employers).key.decode()
                process.refusals[key] = chance.randrange(4)
        script = Script(chance, Bus(next(self.buses)), self.processes, employers, trouble)
        return script, employers

    async def undisturbed(self, plan: int) -> list[dict[str, Any]]:
        """How a plan ends when nothing goes wrong."""
        if plan not in self.calm:
            script, employers = await self.play(plan, Random(f"calm {plan}"), 0.0)
            await script.play()
            self.calm[plan] = [await one.outcome() for one in employers]
        return self.calm[plan]

    async def plant(self, chance: Random) -> Establishment | None:
        """Perhaps an event that nobody can ever apply, and behind it one of the same key."""
        if chance.random() < 0.5:
            return None
        at = Establishment(uuid7(), somebody("establishment"))
        stop = CoverageStopped(
            coverage_id=uuid4(),
            batch_id=uuid4(),
            establishment_id=at.establishment_id,
            person_id=uuid4(),
            stopped_on=date(2026, 2, 1),
            reason="RESIGNATION",
        )
        async with acting(self.desks.movements) as work:
            for event in (stop, started(at)):
                work.publish(event)
        return at

    async def column(self, service: str, statement: str) -> list[Any]:
        async with getattr(self.desks, service).connect() as connection:
            return list((await connection.execute(text(statement))).scalars())


async def check(house: House, seed: int) -> list[str]:
    """Play a seed; what is wrong in the end, in words, after what had happened."""
    chance = Random(seed)
    plan, poisoned = seed % PLANS, await house.plant(chance)
    expected = await house.undisturbed(plan)
    script, employers = await house.play(plan, chance, chance.choice(TROUBLE))
    await script.play()
    wrong = [
        f"{what}: {got[what]} instead of {right[what]}"
        for right, got in zip(expected, [await one.outcome() for one in employers], strict=True)
        for what in right
        if got[what] != right[what]
    ]
    for process in house.processes:
        wrong += await _parked_wrongly(process, poisoned)
        await process.discard_all()
    wrong += await _lost(house, script, employers)
    return [*script.told, *wrong] if wrong else []


async def _parked_wrongly(process: Process, poisoned: Establishment | None) -> list[str]:
    key = None if poisoned is None else str(poisoned.establishment_id).encode()
    planted = [] if key is None or process.name == "movements" else [key] * 2
    parked = [key for key, _ in await process.parked()]
    return [] if parked == planted else [f"parked in {process.name}: {parked}, planted {planted}"]


async def _lost(house: House, script: Script, employers: list[Employer]) -> list[str]:
    """Events that were announced and never reached a log; and a ledger that does not balance."""
    wrong = []
    keys = ", ".join(f"'{one.key.decode()}'" for one in employers)
    for process in house.processes:
        announced = await house.column(
            process.name, f"select id::text from outbox where aggregateid in ({keys})"
        )
        if missing := set(announced) - script.bus.arrived():
            wrong.append(f"{process.name} announced {len(missing)} events that never came")
        if left := await house.column(process.name, "select seq from outbox_pending"):
            wrong.append(f"{process.name} has still to send {left}")
    unbalanced = (
        "select entry_id from posting group by 1 having sum(amount_debit - amount_credit) <> 0"
    )
    if await house.column("billing", unbalanced):
        wrong.append("the ledger does not balance")
    return wrong

"""The loads: employers at work and banks that pay, until so much was done."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from tests.faults.lab.employer import PEOPLE, STOPS_MAX, Employer
from tests.faults.lab.pace import Pace

REPEATED_NOTICES = 0.01
FILS_MIN, FILS_MAX = 1, 60_000
JANUARY_FILES = 0.03
"""Share of an employer's acts that are the January file."""

COMMANDING, COMMANDING_BANKS = 10, 4
"""Of the load that is measured in commands: employers and banks."""

FOUNDING, FOUNDING_BANKS, BANK_SECONDS = 6, 2, 1.0
"""Of the one that is measured in messages; its banks pause between two payments."""

Found = Callable[[], Awaitable[Employer]]
"""Registers one more establishment."""


class Load(Protocol):
    """What is asked of the stack while it is struck."""

    pace: Pace
    employers: list[Employer]

    async def run(self, found: Found) -> None:
        """Until the pace says that all is done."""


@dataclass
class Banks:
    """They pay for any of the employers, each under its own numbers."""

    pace: Pace
    chance: random.Random
    employers: list[Employer]
    pause_seconds: float = 0.0
    paid: list[tuple[Employer, str]] = field(default_factory=list)

    async def pay(self, number: int) -> None:
        """One bank: payments, and now and then a notice that was given before."""
        count = 0
        while await self.pace.goes_on():
            await asyncio.sleep(self.pause_seconds)
            if self.paid and self.chance.random() < REPEATED_NOTICES:
                employer, transaction = self.chance.choice(self.paid)
                await employer.pay_again(transaction)
                continue
            count += 1
            employer = self.chance.choice(self.employers)
            transaction = f"LAB{number}{count:08d}"
            await employer.pay(transaction, self.chance.randint(FILS_MIN, FILS_MAX))
            self.paid.append((employer, transaction))


@dataclass
class ManyCommands:
    """Employers who do all sorts of small things, side by side."""

    pace: Pace
    chance: random.Random
    employers: list[Employer] = field(default_factory=list)

    async def run(self, found: Found) -> None:
        """Each stops at the end of what he is doing."""
        for _ in range(COMMANDING):
            self.employers.append(await found())
        banks = Banks(self.pace, self.chance, self.employers)
        async with asyncio.TaskGroup() as all_:
            for employer in self.employers:
                all_.create_task(self._works(employer))
            for number in range(COMMANDING_BANKS):
                all_.create_task(banks.pay(number))

    async def _works(self, employer: Employer) -> None:
        await self._enrols(employer)
        while await self.pace.goes_on():
            await self._next()(employer)

    def _next(self) -> Callable[[Employer], Awaitable[None]]:
        if self.chance.random() < JANUARY_FILES:
            return Employer.declare_wages
        return self.chance.choice([self._enrols, _one_leaves, _one_leaves, Employer.pull])

    async def _enrols(self, employer: Employer) -> None:
        await employer.enrol(self.chance.randint(1, 4))


async def _one_leaves(employer: Employer) -> None:
    await employer.stop(1)


@dataclass
class ManyMessages:
    """One establishment after the other, each with everybody of the registry.

    The same persons are at all of them. Each lives through all that makes many messages of one
    command: a workbook of hundreds, a January file, a list of those who leave.
    """

    pace: Pace
    chance: random.Random
    employers: list[Employer] = field(default_factory=list)

    async def run(self, found: Found) -> None:
        """Some live side by side; those that live at the end live on to their end."""
        self.employers.append(await found())
        banks = Banks(self.pace, self.chance, self.employers, BANK_SECONDS)
        async with asyncio.TaskGroup() as all_:
            for _ in range(FOUNDING):
                all_.create_task(self._founds(found))
            for number in range(FOUNDING_BANKS):
                all_.create_task(banks.pay(number))

    async def _founds(self, found: Found) -> None:
        while await self.pace.goes_on():
            employer = await found()
            self.employers.append(employer)
            await employer.log.command("live", partial(_live, employer))


async def _live(employer: Employer) -> None:
    """What breaks off, because something took too long, is judged as far as it came."""
    await employer.enrol(len(PEOPLE))
    await employer.known_to_payroll()
    await employer.declare_wages()
    await employer.stop(STOPS_MAX)
    await employer.close()

"""The load: employers at work and banks that pay, until so many commands were sent."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.lab.employer import Employer

BANKS = 4
REPEATED_NOTICES = 0.01
FILS_MIN, FILS_MAX = 1, 60_000
SLOWLY_SECONDS = 0.5
JANUARY_FILES = 0.03
"""Share of an employer's acts that are the January file."""


@dataclass
class Load:
    """Everybody works side by side; each stops at the end of what he is doing.

    `share` (of the commands) is what the faults so far leave room for: beyond it all go slowly, so
    that there is work under way when the next fault strikes.
    """

    employers: Sequence[Employer]
    commands: int
    chance: random.Random
    paid: list[tuple[Employer, str]] = field(default_factory=list)
    share: float = 1.0

    async def run(self) -> None:
        """Until the number of commands is reached."""
        banks = [self._bank(number) for number in range(BANKS)]
        await asyncio.gather(*(self._works(one) for one in self.employers), *banks)

    @property
    def sent(self) -> int:
        """How many commands were sent."""
        return self.employers[0].log.commands

    async def _goes_on(self) -> bool:
        if self.share < 1 and self.sent > self.commands * self.share:
            await asyncio.sleep(SLOWLY_SECONDS)
        return self.share < 1 or self.sent < self.commands

    async def _works(self, employer: Employer) -> None:
        await employer.enrol()
        while await self._goes_on():
            await self._next(employer)()

    def _next(self, employer: Employer) -> Callable[[], Awaitable[None]]:
        if self.chance.random() < JANUARY_FILES:
            return employer.declare_wages
        return self.chance.choice([employer.enrol, employer.stop, employer.stop, employer.pull])

    async def _bank(self, number: int) -> None:
        count = 0
        while await self._goes_on():
            if self.paid and self.chance.random() < REPEATED_NOTICES:
                employer, transaction = self.chance.choice(self.paid)
                await employer.pay_again(transaction)
                continue
            count += 1
            employer = self.chance.choice(self.employers)
            transaction = f"LAB{number}{count:08d}"
            await employer.pay(transaction, self.chance.randint(FILS_MIN, FILS_MAX))
            self.paid.append((employer, transaction))

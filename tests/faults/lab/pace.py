"""How far a load has come, and how far it may go before the next fault."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

SLOWLY_SECONDS = 0.5
LOOK_SECONDS = 0.1


@dataclass
class Pace:
    """A number of commands or messages to be reached.

    `share` (of the goal) is what the faults so far leave room for: beyond it everybody goes slowly,
    so that there is work under way when the next fault strikes.
    """

    goal: int
    reached: Callable[[], int]
    share: float = 0.0

    async def goes_on(self) -> bool:
        """Whether there is more to be done."""
        if self.share < 1 and self.reached() > self.goal * self.share:
            await asyncio.sleep(SLOWLY_SECONDS)
        return self.share < 1 or self.reached() < self.goal

    async def comes_to(self, share: float) -> None:
        """Leave room for so much of the goal, and wait until it is done."""
        self.share = share
        while self.reached() < self.goal * share:  # noqa: ASYNC110 - no event says it
            await asyncio.sleep(LOOK_SECONDS)

    def ends(self) -> None:
        """No fault comes any more: on to the goal."""
        self.share = 1.0

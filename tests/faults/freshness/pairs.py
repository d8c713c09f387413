"""Pairs of a write and a read of it elsewhere, and what the answers said."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from chassis.freshness import HEADER, STATE_HEADER
from tests.faults.freshness.house import House

READERS = 24
TWO_KEYS_ONE_IN = 4


@dataclass
class Tally:
    """How often which state was said, and every answer that was not true."""

    said: "Counter[str]" = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = ", ".join(f"{count} {state}" for state, count in sorted(self.said.items()))
        return f"{self.said.total()} pairs: {said}; {len(self.untrue)} answers were not true"


async def run(
    house: House, pairs: int, seed: int, shown: Callable[[Tally], None] = lambda _: None
) -> Tally:
    """Write and read so many times, several persons at once."""
    tally, numbers = Tally(), iter(range(pairs))
    async with asyncio.TaskGroup() as tasks:
        for number in range(READERS):
            tasks.create_task(_person(house, tally, numbers, Random(f"{seed}/{number}"), shown))
    return tally


async def _person(
    house: House,
    tally: Tally,
    numbers: Iterator[int],
    chance: Random,
    shown: Callable[[Tally], None],
) -> None:
    for _ in numbers:
        await _pair(house, tally, chance)
        shown(tally)


async def _pair(house: House, tally: Tally, chance: Random) -> None:
    """A command at one or two establishments; then the other service is asked for its effect."""
    at = chance.sample(house.keys, 2 if chance.randrange(TWO_KEYS_ONE_IN) == 0 else 1)
    ordered = await house.writer.post("/covers", json={"establishments": [str(one) for one in at]})
    position, covers = ordered.headers[HEADER], ordered.json()
    events = {pair.partition("=")[2] for pair in position.split(", ")}
    there_before = events <= house.lag.applied
    answer = await house.reader.get(
        "/covers", params={"coverage_id": covers}, headers={HEADER: position}
    )
    state = answer.headers[STATE_HEADER]
    tally.said[state] += 1
    poisoned = any(one in house.poisoned for one in at)
    if untrue := _untrue(
        state, whole=answer.json() == len(covers), poisoned=poisoned, there_before=there_before
    ):
        tally.untrue.append(f"{untrue}: {position}")


def _untrue(state: str, *, whole: bool, poisoned: bool, there_before: bool) -> str | None:
    """What is wrong with an answer; None if it is true."""
    if state == "fresh" and not whole:
        return "said to be fresh, and lacks what was written"
    if state == "blocked" and not poisoned:
        return "said to be blocked, and nothing of it is parked"
    if state == "behind" and there_before:
        return "said to be behind, and everything had been there before the question"
    return None

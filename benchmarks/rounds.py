"""Rounds that alternate, so that what else runs on the machine slows all sides alike."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def alternate(count: int, **sides: Callable[[], Awaitable[T]]) -> dict[str, list[T]]:
    """Each side once a round, in their order; the first round is left out."""
    measured: dict[str, list[T]] = {name: [] for name in sides}
    for _ in range(count):
        for name, side in sides.items():
            measured[name].append(await side())
    return {name: all_of_it[1:] for name, all_of_it in measured.items()}


async def seconds_until(
    holds: Callable[[], Awaitable[object]], run: Awaitable[None], *, look_seconds: float
) -> float:
    """Seconds from the start of a part that runs on until it holds; the part is ended then."""
    began = time.perf_counter()
    task = asyncio.ensure_future(run)
    while not await holds():
        if task.done():
            task.result()
        await asyncio.sleep(look_seconds)
    seconds = time.perf_counter() - began
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return seconds


def ratio(ours: Sequence[float], peer: Sequence[float]) -> float:
    """The median of the rounds' own ratios."""
    return statistics.median(one / other for one, other in zip(ours, peer, strict=True))


def percentile(numbers: Sequence[float], share: float) -> float:
    """The number below which a share (0 to 1) of all lies."""
    ordered = sorted(numbers)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

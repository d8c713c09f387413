"""Rounds that alternate, so that what else runs on the machine slows all sides alike."""

import statistics
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


async def alternate(count: int, **sides: Callable[[], Awaitable[T]]) -> dict[str, list[T]]:
    """Each side once a round, in their order; the first round is left out."""
    measured: dict[str, list[T]] = {name: [] for name in sides}
    for _ in range(count):
        for name, side in sides.items():
            measured[name].append(await side())
    return {name: all_of_it[1:] for name, all_of_it in measured.items()}


def ratio(ours: Sequence[float], peer: Sequence[float]) -> float:
    """The median of the rounds' own ratios."""
    return statistics.median(one / other for one, other in zip(ours, peer, strict=True))


def percentile(numbers: Sequence[float], share: float) -> float:
    """The number below which a share (0 to 1) of all lies."""
    ordered = sorted(numbers)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

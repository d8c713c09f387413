"""What is a stall, and what only waits for a long slice of others."""

from collections.abc import Mapping
from itertools import accumulate

import pytest
from aiokafka import TopicPartition

from chassis.messaging import stall
from chassis.messaging.progress import Claim
from chassis.messaging.stall import Stalled, StallWatch

STANDING = TopicPartition("t", 1)
LIMIT = 30.0


class Consumer:
    """Its log has far more to come."""

    _coordinator = None

    async def end_offsets(self, parts: list[TopicPartition]) -> Mapping[TopicPartition, int]:
        return dict.fromkeys(parts, 1_000_000)


async def looked_at(monkeypatch: pytest.MonkeyPatch, *pauses: float) -> None:
    """A look at once, and one after each of these pauses; the partition never moves."""
    watch = StallWatch(LIMIT)
    for now in accumulate((0.0, *pauses)):
        monkeypatch.setattr(stall, "_now", lambda now=now: now)
        await watch.look(Consumer(), {STANDING: Claim("c", "t", 1, next_offset=96, epoch=1)})


async def test_one_that_stands_look_after_look_is_a_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Stalled, match="t/1 stands at 96"):
        await looked_at(monkeypatch, 10.0, 10.0, 10.0)


async def test_one_long_slice_of_others_is_no_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    await looked_at(monkeypatch, 2 * LIMIT)


async def test_one_that_stands_through_long_slices_is_a_stall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Stalled):
        await looked_at(monkeypatch, 2 * LIMIT, 2 * LIMIT)

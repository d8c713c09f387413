"""A retrier: tries a key's parked events again, first first, up to the first that still fails."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.faults.model.announcing import SessionLost

if TYPE_CHECKING:
    from tests.faults.model.world import World


def retrier(world: "World") -> Iterator[None]:
    """Round after round."""
    while True:
        for key in sorted({event.key for event in world.hearing.parked}):
            try:
                yield from _key(world, key)
            except SessionLost:
                yield
        yield


def _key(world: "World", key: int) -> Iterator[None]:
    work = world.hearing.begin()
    try:
        while world.rules.retrier_holds_key and not work.lock(("parked", key)):
            yield
        queue = world.hearing.parked_of(key)
        yield
        for event in queue:
            if world.refuses(event):
                break
            work.effects.append(event)
            work.unparked.append(event)
            world.tell("a parked event goes through", event.id, "")
        yield
        work.commit()
    finally:
        work.roll_back()

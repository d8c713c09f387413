"""A writer: carries out commands, each in one transaction with the event that announces it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tests.faults.model.announcing import Event

if TYPE_CHECKING:
    from tests.faults.model.world import World


def writer(world: "World", commands: Iterable[tuple[int, int]]) -> Iterator[None]:
    """Commands (their id and key) one after the other; one that was carried out changes nothing."""
    for command, key in commands:
        if not world.announcing.carried_out(command):
            yield from _transaction(world, command, key)


def _transaction(world: "World", command: int, key: int) -> Iterator[None]:
    base, me = world.announcing, object()
    try:
        if world.rules.key_before_number:
            yield from _wait_for(world, key, me)
        seq = base.next_number()
        yield  # the commit comes late: others with higher numbers may commit before it
        yield from _wait_for(world, key, me)
        yield
        base.commit(Event(command, key, base.events_of(key) + 1, seq))
        world.tell("a command commits", command, f"key {key}, seq {seq}")
    finally:
        base.let_go(key, me)
    yield


def _wait_for(world: "World", key: int, me: object) -> Iterator[None]:
    while not world.announcing.hold(key, me):
        yield

"""A consumer instance: claims its partitions, applies slice after slice, is fenced when it lags."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.faults.model.announcing import Event, SessionLost
from tests.faults.model.hearing import Claim, Transaction

if TYPE_CHECKING:
    from tests.faults.model.world import World

SLICE = 3


class Fenced(Exception):
    """Another instance has claimed the partition: nothing was applied."""


class AnswerLost(Exception):
    """The commit was sent; whether it worked is not known here."""


@dataclass
class Group:
    """Which instance has which partition, as the broker sees it. Instances learn it later."""

    owners: dict[int, str] = field(default_factory=dict)

    def parts_of(self, instance: str) -> list[int]:
        """The partitions assigned to an instance now."""
        return [part for part, owner in self.owners.items() if owner == instance]


def consumer(world: "World", me: str) -> Iterator[None]:
    """An instance. All it remembers are its claims; a new life claims anew."""
    claims: dict[int, Claim] = {}
    while True:
        mine = world.group.parts_of(me)
        yield
        claims = {part: held for part, held in claims.items() if part in mine}
        for part in set(mine) - set(claims):
            claims[part] = yield from _claim(world, part)
            world.tell("a claim", None, f"{me} has {claims[part]}")
        for part in mine:
            yield from _slice(world, claims, part)


def _claim(world: "World", part: int) -> Generator[None, None, Claim]:
    while (held := world.hearing.claim(part)) is None:
        yield
    yield
    return held


def _slice(world: "World", claims: dict[int, Claim], part: int) -> Iterator[None]:
    held = claims[part]
    records = world.topic.read(part, held.next_offset, SLICE)
    if not records:
        return
    yield  # records in hand: a process stopped here wakes up as a zombie
    try:
        yield from _apply(world, held, records)
        claims[part] = held.at(held.next_offset + len(records))
    except Fenced:
        world.tell("fenced", None, str(held))
        del claims[part]
        yield
    except (SessionLost, AnswerLost):
        yield  # the same slice again: either it is done already, or not at all


def _apply(world: "World", held: Claim, records: list[Event]) -> Iterator[None]:
    """Progress, then inbox, effects and parking, in one transaction."""
    following = held.next_offset + len(records)
    work = world.hearing.begin()
    try:
        while not work.lock(("progress", held.part)):
            yield
        if _is_done(world, held, following):
            return
        yield from _note_progress(world, work, held, following)
        unseen = _unseen(world, work, records)
        yield
        _run_or_park(world, work, unseen)
        yield
        work.commit()
        world.tell("a slice commits", None, f"{held} to {following}")
    finally:
        work.roll_back()
    if world.happens("drop"):
        raise AnswerLost


def _is_done(world: "World", held: Claim, following: int) -> bool:
    """True for our own earlier commit whose answer was lost; `Fenced` if the row is not ours."""
    row = world.hearing.progress[held.part]
    same_epoch = row.epoch == held.epoch or not world.rules.epoch
    if not world.rules.compare_and_set or (row.next_offset == held.next_offset and same_epoch):
        return False
    if (row.next_offset, row.epoch) == (following, held.epoch):
        return True
    raise Fenced


def _note_progress(
    world: "World", work: Transaction, held: Claim, following: int
) -> Iterator[None]:
    if world.rules.one_transaction:
        work.under, work.following = held, following
    else:
        world.hearing.progress[held.part].next_offset = following
        world.hearing.changes += 1
    yield


def _unseen(world: "World", work: Transaction, records: list[Event]) -> list[Event]:
    """The records whose event was never here, each event once."""
    if not world.rules.inbox:
        return records
    unseen = {one.id: one for one in records if one.id not in world.hearing.inbox}
    work.seen = list(unseen)
    return list(unseen.values())


def _run_or_park(world: "World", work: Transaction, records: list[Event]) -> None:
    blocked = {one.key for one in world.hearing.parked} if world.rules.parked_keys_wait else set()
    for one in records:
        if one.key in blocked or world.refuses(one):
            work.parked.append(one)
            world.tell("an event is parked", one.id, "")
            if world.rules.parked_keys_wait:
                blocked.add(one.key)
        else:
            work.effects.append(one)


def ended_idle(world: "World") -> None:
    """The database ends a transaction that has been idle too long; its process does not know."""
    with suppress(IndexError):
        world.chance.choice(world.hearing.open).roll_back()

"""The world of one seed: who runs next, what goes wrong, and how it heals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.faults.model.announcing import Announcing, Event
from tests.faults.model.consumer import Group, consumer, ended_idle
from tests.faults.model.hearing import Hearing
from tests.faults.model.relay import relay
from tests.faults.model.retrier import retrier
from tests.faults.model.rules import Rules
from tests.faults.model.topic import PARTITIONS, Topic, network
from tests.faults.model.writer import writer

KEYS, COMMANDS, WRITERS, INSTANCES = 4, 16, 3, ("one", "other")
TROUBLED_STEPS, FROZEN_STEPS = 400, 80
QUIET_STEPS, STEPS_MAX = 150, 5_000
"""After so many steps without a change nothing more will come; a healthy world never needs the
second number."""


@dataclass
class Actor:
    """A process: a life after the other, each from the beginning; frozen it keeps what it holds."""

    name: str
    begin: Callable[[], Iterator[None]]
    mortal: bool = True
    life: Iterator[None] | None = None
    frozen_until: int = 0
    ended: bool = False

    def step(self) -> None:
        """Up to the next place where it could be interrupted."""
        if self.life is None:
            self.life = self.begin()
        self.ended = next(self.life, self) is self

    def die(self) -> None:
        """kill -9: its transaction is rolled back, its session ends, its memory is gone."""
        if self.life is not None:
            self.life.close()  # type: ignore[attr-defined]  # every life is a generator
        self.life = None


class World:
    """Everything there is. Every seventh seed is calm: nothing goes wrong in it."""

    def __init__(self, seed: int, rules: Rules | None = None, *, telling: bool = False) -> None:
        self.seed, self.rules = seed, rules or Rules()
        self.chance = Random(seed)
        self.calm = seed % 7 == 0
        self.trouble = 0.0 if self.calm else self.chance.choice((0.01, 0.03, 0.06, 0.12))
        self.announcing, self.topic, self.hearing = Announcing(), Topic(), Hearing()
        self.group = Group({part: INSTANCES[part % 2] for part in range(PARTITIONS)})
        self.story: list[str] | None = [] if telling else None
        self.steps, self.healed = 0, False
        self.commands = [(one, self.chance.randrange(KEYS)) for one in range(COMMANDS)]
        self.passing = self._some(one_in=5)
        self.poison = self._some(one_in=12) - self.passing
        self.actors = self._actors()

    def _some(self, *, one_in: int) -> set[int]:
        return set() if self.calm else {c for c, _ in self.commands if self._is_one_in(one_in)}

    def _is_one_in(self, number: int) -> bool:
        return self.chance.randrange(number) == 0

    def _actors(self) -> list[Actor]:
        made = [Actor("network", lambda: network(self), mortal=False)]
        for number in range(WRITERS):
            mine = self.commands[number::WRITERS]
            made.append(Actor(f"writer {number}", lambda mine=mine: writer(self, mine)))  # type: ignore[misc]
        for name in INSTANCES:
            made.append(Actor(f"relay {name}", lambda: relay(self)))
            made.append(Actor(f"consumer {name}", lambda name=name: consumer(self, name)))  # type: ignore[misc]
            made.append(Actor(f"retrier {name}", lambda: retrier(self)))
        return made

    def refuses(self, event: Event) -> bool:
        """Whether the handler refuses an event: poison always, others until they are cured."""
        return event.id in self.poison or (event.id in self.passing and not self.healed)

    def happens(self, _what: str) -> bool:
        """Whether something goes wrong here and now."""
        return not self.healed and self.chance.random() < self.trouble

    def tell(self, what: str, event: int | None, more: str) -> None:
        """A line of the story, if somebody listens."""
        if self.story is not None:
            about = "" if event is None else f" event {event}"
            self.story.append(f"{self.steps:5} {what}:{about} {more}".rstrip())

    def run(self) -> "World":
        """Trouble, then healing, then everybody in turn until nothing changes any more."""
        while self.steps < TROUBLED_STEPS:
            self._step(self.chance.choice(self.actors))
            if self.happens("fault"):
                self._go_wrong()
        self.healed = True
        for actor in self.actors:
            actor.frozen_until = 0
        self._settle()
        for actor in self.actors:
            actor.die()
        return self

    def _settle(self) -> None:
        changes, since = -1, self.steps
        while self.steps < STEPS_MAX and self.steps - since < QUIET_STEPS:
            self._step(self.actors[self.steps % len(self.actors)])
            if self._changes() != changes:
                changes, since = self._changes(), self.steps

    def _changes(self) -> int:
        arrived = sum(map(len, self.topic.logs))
        return self.announcing.changes + self.hearing.changes + arrived

    def _step(self, actor: Actor) -> None:
        self.steps += 1
        if not actor.ended and actor.frozen_until <= self.steps:
            actor.step()

    def _go_wrong(self) -> None:
        fault = self.chance.choice((_death, _death, _freeze, _rebalance, _lease_lost, ended_idle))
        self.tell("FAULT", None, fault.__name__.strip("_"))
        fault(self)


def _death(world: World) -> None:
    actor = world.chance.choice(world.actors)
    if actor.mortal and not actor.ended:
        world.tell("dies", None, actor.name)
        actor.die()


def _freeze(world: World) -> None:
    """A process is stopped for a while, with whatever it has in its hand."""
    actor = world.chance.choice(world.actors)
    world.tell("freezes", None, actor.name)
    actor.frozen_until = world.steps + FROZEN_STEPS


def _rebalance(world: World) -> None:
    """The broker gives a partition to the other instance."""
    part = world.chance.randrange(PARTITIONS)
    world.group.owners[part] = world.chance.choice(INSTANCES)


def _lease_lost(world: World) -> None:
    """The database ends a relay's session: the leases pass on, the relay lives."""
    if world.announcing.sessions:
        world.announcing.end(world.chance.choice(world.announcing.sessions))

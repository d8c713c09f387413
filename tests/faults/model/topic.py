"""The topic: a log a partition. Producers, whose messages are on the way until they arrive."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.faults.model.announcing import Event

if TYPE_CHECKING:
    from tests.faults.model.world import World

PARTITIONS = 2


def partition_of(key: int) -> int:
    """The partition of a key."""
    return key % PARTITIONS


@dataclass
class Sending:
    """One message of a producer. `acknowledged` is None while nobody knows."""

    event: Event
    acknowledged: bool | None = None


@dataclass(eq=False)
class Producer:
    """Sends to each partition in order. Thrown away by its relay after any failure."""

    idempotent: bool
    on_the_way: dict[int, deque[Sending]] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)

    def send(self, event: Event) -> Sending:
        """Hand over a message; it arrives some time, or does not."""
        sending, part = Sending(event), partition_of(event.key)
        if part in self.broken:
            sending.acknowledged = False
        else:
            self.on_the_way.setdefault(part, deque()).append(sending)
        return sending

    def fail(self, part: int, sending: Sending) -> None:
        """Nobody acknowledges a message, and what stands behind it goes no further."""
        sending.acknowledged = False
        if self.idempotent:
            self.broken.add(part)
            for behind in self.on_the_way.pop(part):
                behind.acknowledged = False


@dataclass
class Topic:
    """The logs, and the producers that have something on the way (their process may be dead)."""

    logs: list[list[Event]] = field(default_factory=lambda: [[] for _ in range(PARTITIONS)])
    producers: list[Producer] = field(default_factory=list)

    def producer(self, *, idempotent: bool) -> Producer:
        """A new producer."""
        self.producers.append(Producer(idempotent))
        return self.producers[-1]

    def read(self, part: int, offset: int, limit: int) -> list[Event]:
        """Records of a partition from an offset on."""
        return self.logs[part][offset : offset + limit]


def network(world: "World") -> Iterator[None]:
    """One message after the other arrives, arrives without an acknowledgement, or is lost."""
    topic = world.topic
    while True:
        waiting = [
            (one, part) for one in topic.producers for part, q in one.on_the_way.items() if q
        ]
        if waiting:
            producer, part = world.chance.choice(waiting)
            sending = producer.on_the_way[part].popleft()
            _carry(world, producer, part, sending)
        yield


def _carry(world: "World", producer: Producer, part: int, sending: Sending) -> None:
    arrives, answered = not world.happens("drop"), not world.happens("drop")
    if arrives:
        world.topic.logs[part].append(sending.event)
        where = f"as {part}/{len(world.topic.logs[part]) - 1}"
        world.tell("a message arrives", sending.event.id, where)
    if arrives and answered:
        sending.acknowledged = True
    else:
        world.tell("no acknowledgement", sending.event.id, "")
        producer.fail(part, sending)

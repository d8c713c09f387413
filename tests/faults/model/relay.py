"""A relay: sends what is pending, in order, and forgets it once the log has acknowledged it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.faults.model.announcing import Event, Session, SessionLost
from tests.faults.model.topic import Producer, Sending

if TYPE_CHECKING:
    from tests.faults.model.world import World


class NotAcknowledged(Exception):
    """Nobody knows whether a message arrived: it stays in the queue."""


def relay(world: "World") -> Iterator[None]:
    """A session and a producer; both are thrown away after any failure.

    What the producer has on the way may still arrive, also after the next relay has sent it too.
    """
    while True:
        session = world.announcing.connect()
        producer = world.topic.producer(idempotent=world.rules.idempotent_producer)
        try:
            while True:
                yield from _batch(world, session, producer)
        except (SessionLost, NotAcknowledged) as error:
            world.tell("a relay begins anew", None, type(error).__name__)
        finally:
            world.announcing.end(session)
        yield


def _batch(world: "World", session: Session, producer: Producer) -> Iterator[None]:
    world.announcing.take_leases(session)
    yield
    rows = _rows(world, session)
    if not session.alive:
        raise SessionLost
    yield  # rows in hand: from here on the lease may pass on without this relay's knowing
    if not rows:
        return
    if not world.rules.deleted_after_ack:
        world.announcing.delete(session, rows)
    sendings = []
    for row in rows:
        sendings.append(producer.send(row))
        yield
    yield from _acknowledged(sendings)
    world.announcing.delete(session, rows)
    yield


def _rows(world: "World", session: Session) -> list[Event]:
    """What this relay has to send now."""
    base, rules = world.announcing, world.rules
    if not rules.pending_queue:
        return base.beyond_cursor() if base.leases.get(0) is session else []
    if not rules.lease:
        return base.of_everybody()
    if not rules.whole_groups:
        return base.skipping_locked(session)
    return base.leased(session)


def _acknowledged(sendings: list[Sending]) -> Iterator[None]:
    while not all(one.acknowledged for one in sendings):
        if any(one.acknowledged is False for one in sendings):
            raise NotAcknowledged
        yield

"""Parked events: what could not be applied waits with its reason, and its key waits behind it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from chassis.messaging.record import Received
from chassis.tables import ParkedEvent
from chassis.unit_of_work import UnitOfWork

BEHIND = "behind-parked"
"""Reason of an event that itself is well but whose key has a parked one in front."""

QUEUE_MAX = 500
"""So many parked events of a key are tried in one transaction."""

_BLOCKED = text("""
select distinct key from parked_event
where consumer = :consumer and topic = :topic and queue = any(:keys)
""")
_HEADS = text("""
select topic, key from (
  select distinct on (topic, queue) topic, key, seq, next_try_at
  from parked_event where consumer = :consumer order by topic, queue, seq) heads
where next_try_at <= now() order by seq
""")
_REMOVE = text("delete from parked_event where seq = any(:seqs)")
_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 4712))")


@dataclass(frozen=True)
class Parked:
    """A record to park, and why."""

    received: Received
    reason: str
    error: str = ""


def header_json(received: Received) -> list[list[str | None]]:
    """Headers as JSON: values in base64, because they need not be text."""
    return [
        [name, None if value is None else base64.b64encode(value).decode()]
        for name, value in received.headers
    ]


def park(work: UnitOfWork, consumer: str, parked: Sequence[Parked]) -> None:
    """Write the parked events in the order of their offsets."""
    for item in sorted(parked, key=lambda one: one.received.offset):
        received = item.received
        work.session.add(
            ParkedEvent(
                consumer=consumer,
                topic=received.topic,
                part=received.part,
                offset=received.offset,
                key=received.key,
                event_id=received.event_id,
                event_type=received.event_type,
                value=received.value,
                headers=header_json(received),
                reason=item.reason,
                error=item.error[:2000],
                parked_at=work.now,
                next_try_at=work.now,
            )
        )


async def blocked_keys(
    session: AsyncSession, *, consumer: str, topic: str, keys: set[bytes]
) -> set[bytes]:
    """Which of these keys have a parked event in front."""
    if not keys:
        return set()
    rows = await session.execute(
        _BLOCKED, {"consumer": consumer, "topic": topic, "keys": list(keys)}
    )
    return {row.key for row in rows}


async def due_heads(session: AsyncSession, consumer: str) -> list[tuple[str, bytes | None]]:
    """Topic and key of every queue whose first event may be tried now."""
    rows = await session.execute(_HEADS, {"consumer": consumer})
    return list(dict.fromkeys((row.topic, row.key) for row in rows))


async def remove(session: AsyncSession, seqs: Sequence[int | None]) -> None:
    """Take events off that were applied in this transaction."""
    await session.execute(_REMOVE, {"seqs": seqs})


async def lock_queue(
    session: AsyncSession, *, consumer: str, topic: str, key: bytes | None
) -> None:
    """Keep others off the parked events of a key until this transaction ends."""
    await session.execute(_LOCK, {"name": f"{consumer}/{topic}/{(key or b'').hex()}"})


async def queue_of(
    session: AsyncSession, *, consumer: str, topic: str, key: bytes | None
) -> list[ParkedEvent]:
    """The parked events of one key, first first, locked against a second retrier.

    Without a key nothing stands in front: all that are due.
    """
    await lock_queue(session, consumer=consumer, topic=topic, key=key)
    found = select(ParkedEvent).where(
        col(ParkedEvent.consumer) == consumer, col(ParkedEvent.topic) == topic
    )
    if key is None:
        due = col(ParkedEvent.next_try_at) <= func.now()
        found = found.where(col(ParkedEvent.key).is_(None), due)
    else:
        found = found.where(literal_column("queue", LargeBinary) == key)
    rows = await session.execute(found.order_by(col(ParkedEvent.seq)).limit(QUEUE_MAX))
    return list(rows.scalars())

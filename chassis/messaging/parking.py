"""Parked events: what could not be applied waits with its reason, and its key waits behind it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from chassis.messaging.record import Received
from chassis.tables import ParkedEvent
from chassis.unit_of_work import UnitOfWork

BEHIND = "behind-parked"
"""Reason of an event that itself is well but whose key has a parked one in front."""

_BLOCKED = text("""
select distinct key from parked_event
where consumer = :consumer and topic = :topic and key = any(:keys)
""")
_HEADS = text("""
select distinct on (topic, key) consumer, topic, key, next_try_at <= now() as due
from parked_event where consumer = :consumer order by topic, key, seq
""")
_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 4712))")
_DISCARD = text("""
insert into parked_discard (seq, consumer, topic, part, "offset", key, event_id, event_type, value,
  headers, reason, error, discarded_by, approved_by, discard_reason)
select seq, consumer, topic, part, "offset", key, event_id, event_type, value, headers, reason,
  error, :by, :approver, :why
from parked_event where consumer = :consumer and seq = :seq
""")


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
    return [(row.topic, row.key) for row in rows if row.due]


async def queue_of(
    session: AsyncSession, *, consumer: str, topic: str, key: bytes | None
) -> list[ParkedEvent]:
    """The parked events of one key, first first, locked against a second retrier."""
    await session.execute(_LOCK, {"name": f"{consumer}/{topic}/{(key or b'').hex()}"})
    rows = await session.execute(
        select(ParkedEvent)
        .where(
            col(ParkedEvent.consumer) == consumer,
            col(ParkedEvent.topic) == topic,
            col(ParkedEvent.key).is_not_distinct_from(key),
        )
        .order_by(col(ParkedEvent.seq))
        .limit(500)
    )
    return list(rows.scalars())


async def listing(session: AsyncSession, consumer: str, limit: int = 200) -> list[ParkedEvent]:
    """The oldest parked events of a consumer."""
    rows = await session.execute(
        select(ParkedEvent)
        .where(col(ParkedEvent.consumer) == consumer)
        .order_by(col(ParkedEvent.seq))
        .limit(limit)
    )
    return list(rows.scalars())


async def retry_now(session: AsyncSession, consumer: str, seq: int) -> bool:
    """Make one parked event due at once; False if there is none of that number."""
    result: Any = await session.execute(
        text("update parked_event set next_try_at = now() where consumer = :c and seq = :s"),
        {"c": consumer, "s": seq},
    )
    return bool(result.rowcount)


async def discard(
    session: AsyncSession, consumer: str, seq: int, *, by: str, approver: str, why: str
) -> bool:
    """Give one parked event up, with reason and a second person; it is kept in `parked_discard`."""
    result: Any = await session.execute(
        _DISCARD, {"consumer": consumer, "seq": seq, "by": by, "approver": approver, "why": why}
    )
    await session.execute(
        delete(ParkedEvent).where(
            col(ParkedEvent.consumer) == consumer, col(ParkedEvent.seq) == seq
        )
    )
    return bool(result.rowcount)

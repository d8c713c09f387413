"""Positions: a command answers which events it announced, a later read waits until it has them.

A position is the last event id per topic and key: keys lie in different partitions, and one may be
far behind another. A consumer has reached it when its inbox holds that id; topics it does not read
do not count; an event that is parked, or was given up, answers "blocked".
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

HEADER = "Daman-Position"
STATE_HEADER = "Daman-Freshness"
WAIT_SECONDS = 2.0
LOOK_SECONDS = 0.025
POSITIONS_MAX = 32
"""Two kilobytes of header; a client keeps the newest."""

State = Literal["fresh", "behind", "blocked"]

_REACHED = text("""
select event_id from inbox_event where consumer = :consumer and event_id = any(:ids)
""")
_PARKED = text("""
select 1 from (
  select consumer, event_id from parked_event union all
  select consumer, event_id from parked_discard) as not_applied
where consumer = :consumer and event_id = any(:ids) limit 1
""")


def write(positions: Mapping[tuple[str, str], UUID]) -> str:
    """Positions (by topic and key) as a header value: `topic=event`, a topic as often as it takes.

    Of a command that announced to more keys than a header carries, the last.
    """
    last = list(positions.items())[-POSITIONS_MAX:]
    return ", ".join(f"{topic}={event}" for (topic, _), event in last)


def read(header: str) -> list[tuple[str, UUID]]:
    """Topics and events of a header value; ValueError for anything that `write` did not make."""
    pairs = [part.strip().partition("=") for part in header.split(",") if part.strip()]
    if len(pairs) > POSITIONS_MAX:
        raise ValueError("too many positions")
    return [(topic, UUID(event)) for topic, _, event in pairs]


async def wait(
    engine: AsyncEngine, *, consumer: str, topics: list[str], positions: Iterable[tuple[str, UUID]]
) -> State:
    """Wait (at most two seconds) until this consumer has seen the positions that concern it."""
    ids = list({str(event) for topic, event in positions if topic in topics})
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
    while ids:
        async with engine.connect() as connection:
            values = {"consumer": consumer, "ids": ids}
            reached = (await connection.execute(_REACHED, values)).all()
            if len(reached) == len(ids):
                parked = (await connection.execute(_PARKED, values)).one_or_none()
                return "blocked" if parked else "fresh"
        if asyncio.get_running_loop().time() > deadline:
            return "behind"
        await asyncio.sleep(LOOK_SECONDS)
    return "fresh"

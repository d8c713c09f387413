"""Positions: a command answers which events it announced, a later read waits until it has them.

A position is the last event id per topic. A consumer has reached it when its inbox holds that id;
topics it does not read do not count; an event whose key is parked answers "blocked".
"""

import asyncio
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

HEADER = "Daman-Position"
STATE_HEADER = "Daman-Freshness"
WAIT_SECONDS = 2.0
LOOK_SECONDS = 0.025
POSITIONS_MAX = 8

State = Literal["fresh", "behind", "blocked"]

_REACHED = text("""
select event_id from inbox_event where consumer = :consumer and event_id = any(:ids)
""")
_PARKED = text("""
select 1 from parked_event where consumer = :consumer and event_id = any(:ids) limit 1
""")


def write(positions: Mapping[str, UUID]) -> str:
    """Positions as a header value."""
    return ", ".join(f"{topic}={event}" for topic, event in sorted(positions.items()))


def read(header: str) -> dict[str, UUID]:
    """Positions of a header value; ValueError for anything that `write` did not make."""
    pairs = [part.strip().partition("=") for part in header.split(",") if part.strip()]
    if len(pairs) > POSITIONS_MAX:
        raise ValueError("too many positions")
    return {topic: UUID(event) for topic, _, event in pairs}


async def wait(
    engine: AsyncEngine, *, consumer: str, topics: list[str], positions: Mapping[str, UUID]
) -> State:
    """Wait (at most two seconds) until this consumer has seen the positions that concern it."""
    ids = [str(event) for topic, event in positions.items() if topic in topics]
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

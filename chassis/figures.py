"""Figures of what waits, asked from the database once an interval, beside the work.

A scrape asks nothing: it shows what the last look found. With the database away the last figures
stay, and how old they are is a figure too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import metrics
from chassis.health import Progress
from chassis.metrics import LANE, PART, REASON, TOPIC, Labels
from chassis.rounds import for_ever

LOOK_SECONDS = 15.0
ANSWER_SECONDS = 5.0

Figure = Callable[[AsyncConnection], Awaitable[None]]
"""Asks the database for one kind of figures, and shows them."""

_OUTBOX = text("""
select count(*) as size, coalesce(extract(epoch from now() - min(created_at)), 0) as age
from outbox_pending
""")
_AUDIT = text("""
select count(*) as size, coalesce(extract(epoch from now() - min(a.at)), 0) as age
from audit_pending p join activity a on a.id = p.activity_id
""")
_PARKED = text("""
select topic, reason, count(*) as events, count(*) filter (where leads) as keys
from (select topic, reason, seq = min(seq) over (partition by topic, queue) as leads
      from parked_event where consumer = :consumer) parked
group by topic, reason
""")
_JOBS = text("""
select lane, count(*) as size,
  extract(epoch from now() - min(case when tries = 0 then due_at else created_at end)) as age
from job where state = 'waiting' and (due_at <= now() or tries > 0) group by lane
""")


async def outbox(connection: AsyncConnection) -> None:
    """What was announced and not sent."""
    row = (await connection.execute(_OUTBOX)).one()
    metrics.OUTBOX_SIZE.show({(): row.size})
    metrics.OUTBOX_AGE.show({(): float(row.age)})


async def audit(connection: AsyncConnection) -> None:
    """What stands in the timeline and not in the audit chain."""
    row = (await connection.execute(_AUDIT)).one()
    metrics.AUDIT_SIZE.show({(): row.size})
    metrics.AUDIT_AGE.show({(): float(row.age)})


def parked(consumer: str) -> Figure:
    """What could not be applied; a key counts to the reason of its first event."""

    async def look(connection: AsyncConnection) -> None:
        rows = (await connection.execute(_PARKED, {"consumer": consumer})).all()
        events: dict[Labels, float] = {_cause(row.topic, row.reason): row.events for row in rows}
        keys: dict[Labels, float] = {
            _cause(row.topic, row.reason): row.keys for row in rows if row.keys
        }
        metrics.PARKED_EVENTS.show(events)
        metrics.PARKED_KEYS.show(keys)

    return look


def _cause(topic: str, reason: str) -> Labels:
    return ((TOPIC, topic), (REASON, reason))


def jobs(lanes: Iterable[str]) -> Figure:
    """What was to be done by now and is not; an empty lane is a zero."""

    async def look(connection: AsyncConnection) -> None:
        found = {row.lane: row for row in (await connection.execute(_JOBS)).all()}
        names = {*lanes, *found}
        metrics.JOBS.show({_lane(name): found[name].size if name in found else 0 for name in names})
        ages = {name: float(row.age) for name, row in found.items()}
        metrics.JOB_AGE.show({_lane(name): ages.get(name, 0.0) for name in names})

    return look


def _lane(name: str) -> Labels:
    return ((LANE, name),)


@dataclass
class Figures:
    """Shows the figures of one process until it is cancelled."""

    engine: AsyncEngine
    parts: Sequence[Progress]
    figures: Sequence[Figure]
    _answered_at: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """Look after look; a database that is away is waited for."""
        # No part that makes a process unready: the work goes on without its figures.
        await for_ever(Progress("figures"), self.look, pause=LOOK_SECONDS)

    async def look(self) -> None:
        """Show what `/readyz` complains of, then ask for all figures, for a bounded time."""
        stuck: dict[Labels, float] = {}
        for part in self.parts:
            labels = ((PART, part.name),)
            stuck[labels] = max(stuck.get(labels, 0), part.problem() is not None)
        metrics.STUCK.show(stuck)
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self.engine.connect() as connection:
                for figure in self.figures:
                    await figure(connection)
            self._answered_at = time.monotonic()
        finally:
            metrics.UNANSWERED.show({(): time.monotonic() - self._answered_at})

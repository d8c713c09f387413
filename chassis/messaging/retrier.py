"""The retrier: tries parked events again, key by key, first first, with growing pauses."""

import asyncio
import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import metrics
from chassis.clock import BusinessClock
from chassis.health import HANG_SECONDS, Progress
from chassis.messaging import parking
from chassis.messaging.apply import apply_event
from chassis.messaging.consumers import Consumers
from chassis.messaging.failures import passes_by_waiting
from chassis.messaging.slice import failure_name
from chassis.rounds import for_ever
from chassis.tables import ParkedEvent
from chassis.unit_of_work import UnitOfWork, unit_of_work

ROUND_SECONDS = 0.5
AT_ONCE = 4
"""So many keys are tried at a time: half of the connections a process keeps."""

PAUSE_SECONDS_MAX = 900


def pause(tries: int) -> timedelta:
    """How long to wait after the n-th failure: 1, 2, 4 … seconds, at most a quarter of an hour.

    An event may be early (its establishment not yet announced here): that heals within seconds.
    What needs a person waits at the long end until somebody retries it by hand.
    """
    return timedelta(seconds=min(2 ** min(tries, 20), PAUSE_SECONDS_MAX))


@dataclass
class Retrier:
    """Works through the parked events of one consumer until it is cancelled."""

    engine: AsyncEngine
    business_clock: BusinessClock
    consumers: Consumers
    progress: Progress = field(
        default_factory=lambda: Progress("retrier", hang_seconds=HANG_SECONDS)
    )

    async def run(self) -> None:
        """Round after round; a database that is away is waited for."""
        await for_ever(self.progress, self.round, pause=ROUND_SECONDS)

    async def round(self) -> None:
        """Try every key whose first parked event is due."""
        async with unit_of_work(self.engine, self.business_clock) as work:
            heads = await parking.due_heads(work.session, self.consumers.name)
        self.progress.moved()
        left = iter(heads)
        ended = await asyncio.gather(
            *(self._retry_each(left) for _ in range(AT_ONCE)), return_exceptions=True
        )
        for failure in ended:
            if failure is not None:
                raise failure

    async def _retry_each(self, heads: Iterator[tuple[str, bytes | None]]) -> None:
        """One of several that share the work: each takes the next key."""
        for topic, key in heads:
            await self.retry_key(topic, key)
            self.progress.moved()

    async def retry_key(self, topic: str, key: bytes | None) -> int:
        """Apply a key's parked events in order up to the first that fails; how many went."""
        async with unit_of_work(self.engine, self.business_clock) as work:
            queue = await parking.queue_of(
                work.session, consumer=self.consumers.name, topic=topic, key=key
            )
            metrics.PARKED_RETRIES.add(1, {metrics.TOPIC: topic})
            if await self._retry(work, queue) is None:
                return len(queue)
            done = 0
            for row in queue:
                failure = await self._retry(work, [row])
                if failure is None:
                    done += 1
                    continue
                row.tries += 1
                row.reason, row.error = failure_name(failure), str(failure)[:2000]
                row.next_try_at = work.now + pause(row.tries)
                if key is not None:
                    break
        return done

    async def _retry(self, work: UnitOfWork, rows: Sequence[ParkedEvent]) -> Exception | None:
        """All of them or none, and why not. A cured queue goes at once, so it is tried whole."""
        try:
            async with work.apart():
                for row in rows:
                    await self._apply(work, row)
                await parking.remove(work.session, [row.seq for row in rows])
        except Exception as error:
            if passes_by_waiting(error):
                raise
            return error
        return None

    async def _apply(self, work: UnitOfWork, row: ParkedEvent) -> None:
        headers = {name: value for name, value in row.headers if value is not None}
        traceparent = base64.b64decode(headers.get("traceparent", "")).decode(errors="replace")
        if row.event_type is None:
            raise ValueError("an event without a type can only be discarded")
        await apply_event(
            work,
            self.consumers,
            event_type=row.event_type,
            value=row.value,
            topic=row.topic,
            event_id=row.event_id,
            traceparent=traceparent or None,
        )

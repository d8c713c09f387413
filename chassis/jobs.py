"""Jobs: work that outlives a request, as rows that a worker leases.

A job's handler gets a `JobRun`. It does its work in short transactions of its own (calls to other
services between them), and ends inside one that also marks the job done. A worker that dies loses
its lease, and another goes on: handlers must stand a second start.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import clock, metrics, telemetry
from chassis.clock import BusinessClock
from chassis.errors import Refusal
from chassis.health import Progress
from chassis.messaging.failures import passes_by_waiting
from chassis.rounds import for_ever
from chassis.unit_of_work import UnitOfWork, unit_of_work

log = logging.getLogger(__name__)

LEASE_SECONDS, BEAT_SECONDS = 10, 3
"""A worker that dies is replaced after the lease; a living one renews it with each beat."""

JOB_SECONDS_MAX = 600
ROUND_SECONDS = 0.1
TRIES_MAX = 12
PAUSE_SECONDS_MAX = 600

_TAKE = text("""
update job set leased_until = now() + make_interval(secs => :lease), tries = tries + 1
where id = (
  select id from job
  where state = 'waiting' and lane = :lane and due_at <= now()
    and (leased_until is null or leased_until < now())
  order by due_at, id limit 1 for update skip locked)
returning id, kind, payload, tries, traceparent, leased_until
""")
_EXTEND = text("""
update job set leased_until = now() + make_interval(secs => :lease),
  progress_done = :done, progress_total = :total
where id = :id and tries = :tries and state = 'waiting' returning id
""")
_BEAT = text("""
update job set leased_until = now() + make_interval(secs => :lease)
where id = :id and tries = :tries and state = 'waiting'
""")
_DONE = text("""
update job set state = 'done', finished_at = now(), leased_until = null
where id = :id and tries = :tries and state = 'waiting' returning id
""")
_LATER = text("""
update job set due_at = :at, leased_until = null, error = :error
where id = :id and tries = :tries and state = 'waiting'
""")
_FAILED = text("""
update job set state = 'failed', finished_at = now(), leased_until = null, error = :error
where id = :id and tries = :tries and state = 'waiting'
""")


class LostLease(Exception):
    """Another worker has this job now; nothing of this attempt is committed."""


class TryLater(Exception):
    """A handler's answer when what it needs is not there yet."""


@dataclass
class JobRun:
    """One attempt at a job."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    tries: int
    engine: AsyncEngine
    business_clock: BusinessClock
    outside: Any = None
    """The service's gateways (`app.state.gateways`)."""

    @asynccontextmanager
    async def step(self) -> AsyncIterator[UnitOfWork]:
        """A transaction of its own within the job."""
        async with unit_of_work(self.engine, self.business_clock) as work:
            yield work

    @asynccontextmanager
    async def last_step(self) -> AsyncIterator[UnitOfWork]:
        """The transaction that also ends the job; `LostLease` if it is no longer ours."""
        async with unit_of_work(self.engine, self.business_clock) as work:
            yield work
            if (await work.session.execute(_DONE, vars_of(self))).one_or_none() is None:
                raise LostLease(self.kind)

    async def progress(self, done: int, total: int | None = None) -> None:
        """Keep the lease and show how far the work is; `LostLease` if it is no longer ours."""
        async with self.engine.begin() as connection:
            values = {**vars_of(self), "lease": LEASE_SECONDS, "done": done, "total": total}
            if (await connection.execute(_EXTEND, values)).one_or_none() is None:
                raise LostLease(self.kind)


def vars_of(run: JobRun) -> dict[str, Any]:
    """What every statement about an attempt needs: the job and the attempt's number."""
    return {"id": run.id, "tries": run.tries}


JobHandler = Callable[[JobRun], Awaitable[None]]


class Jobs:
    """The list of what a service does later: one handler a kind."""

    def __init__(self) -> None:
        self._handlers: dict[str, JobHandler] = {}
        self.lanes: dict[str, int] = {"default": 2}

    def on(self, kind: str) -> Callable[[JobHandler], JobHandler]:
        """Register the decorated function for a kind of job."""

        def register(handler: JobHandler) -> JobHandler:
            if kind in self._handlers:
                raise ValueError(f"there is a handler for {kind} already")
            self._handlers[kind] = handler
            return handler

        return register

    def find(self, kind: str) -> JobHandler:
        """The handler; KeyError for an unknown kind."""
        return self._handlers[kind]


class JobWorker:
    """Runs jobs of one lane, one after the other, until it is cancelled."""

    def __init__(
        self,
        jobs: Jobs,
        lane: str,
        engine: AsyncEngine,
        business_clock: BusinessClock,
        outside: Any = None,
    ) -> None:
        self._jobs = jobs
        self._lane = lane
        self._engine = engine
        self._business_clock = business_clock
        self._outside = outside
        self.progress = Progress(f"jobs:{lane}", limit_seconds=JOB_SECONDS_MAX)

    async def run(self) -> None:
        """Take, do, take the next; a database that is away is waited for."""
        await for_ever(self.progress, self.run_one, pause=ROUND_SECONDS)

    async def run_one(self) -> bool:
        """Do one due job if there is one."""
        async with self._engine.begin() as connection:
            row = (
                await connection.execute(_TAKE, {"lane": self._lane, "lease": LEASE_SECONDS})
            ).one_or_none()
        if row is None:
            return False
        attempt = JobRun(
            row.id,
            row.kind,
            row.payload,
            row.tries,
            self._engine,
            self._business_clock,
            self._outside,
        )
        with telemetry.span(f"job {row.kind}", remote=row.traceparent, daman_tries=row.tries):
            await self._attempt(attempt)
        return True

    async def _attempt(self, attempt: JobRun) -> None:
        beating = asyncio.create_task(self._beat(attempt))
        try:
            await self._try(attempt)
        finally:
            beating.cancel()

    async def _beat(self, attempt: JobRun) -> None:
        """Renew the lease while the handler works; a database that is away is no reason to stop."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                await self._say(_BEAT, attempt, lease=LEASE_SECONDS)
            except Exception as error:
                if not passes_by_waiting(error):
                    raise

    async def _try(self, attempt: JobRun) -> None:
        try:
            await self._jobs.find(attempt.kind)(attempt)
        except LostLease:
            log.warning("lease lost", extra={"fields": {"job": attempt.kind}})
        except TryLater as reason:
            await self._put_back(attempt, str(reason))
        except Refusal as refusal:
            end = self._put_back if refusal.passes else self._give_up
            await end(attempt, refusal.code())
        except Exception as error:
            log.exception("job failed", extra={"fields": {"job": attempt.kind}})
            if attempt.tries >= TRIES_MAX and not passes_by_waiting(error):
                await self._give_up(attempt, type(error).__name__)
            else:
                await self._put_back(attempt, type(error).__name__)

    async def _put_back(self, attempt: JobRun, error: str) -> None:
        metrics.JOB_RETRIES.add(1, {metrics.LANE: self._lane})
        at = clock.now() + pause(attempt.tries)
        await self._say(_LATER, attempt, error=error, at=at)

    async def _give_up(self, attempt: JobRun, error: str) -> None:
        metrics.JOB_FAILURES.add(1, {metrics.LANE: self._lane})
        await self._say(_FAILED, attempt, error=error)

    async def _say(self, statement: Any, attempt: JobRun, **values: str | int | datetime) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(statement, {**vars_of(attempt), **values})


def pause(tries: int) -> timedelta:
    """How long a job rests after its n-th failure: half a second, doubling, at most 10 min."""
    return timedelta(seconds=min(0.5 * 2 ** min(tries - 1, 20), PAUSE_SECONDS_MAX))

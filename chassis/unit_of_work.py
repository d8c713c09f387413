"""One transaction of one command, event or job: effects, events, jobs and timeline together.

Edges open it, use cases fill it, the edge commits it before anything is answered. Use cases never
commit.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from chassis import clock, telemetry
from chassis.clock import BusinessClock
from chassis.errors import Refusal
from chassis.ids import uuid7
from chassis.outbox import outbox_row
from chassis.tables import EstablishmentCopy, JobRow, activity, outbox
from contracts.events.envelope import Event

current_work: ContextVar["UnitOfWork | None"] = ContextVar("current_work", default=None)


@dataclass(frozen=True)
class Caller:
    """Who asks: the account and the session of its token, or a service by its name."""

    subject: UUID
    kind: Literal["establishment", "individual", "staff", "service"]
    session_id: UUID

    @property
    def name(self) -> str:
        """How the timeline names the actor."""
        return f"{self.kind}:{self.subject}"


@dataclass
class UnitOfWork:
    """The open transaction and what belongs to it."""

    session: AsyncSession
    now: datetime
    business_clock: BusinessClock
    caller: Caller | None = None
    positions: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """The last event announced by topic and key, in the order of the announcements."""

    _unwritten: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    """What nobody reads before the commit: written together, past the mapper that costs more."""

    def publish(self, event: Event) -> UUID:
        """Announce an event with this transaction; returns its id."""
        row = outbox_row(event, now=self.now, traceparent=telemetry.traceparent())
        telemetry.correlate(event.key())
        self._later(outbox, row)
        self.positions.pop((event.topic, event.key()), None)  # the last stands last
        id_: UUID = row["id"]
        self.positions[event.topic, event.key()] = id_
        return id_

    def enqueue(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        lane: str = "default",
        at: datetime | None = None,
    ) -> UUID:
        """Leave work for later: it exists exactly if this transaction commits."""
        row = JobRow(
            id=uuid7(),
            lane=lane,
            kind=kind,
            payload=payload,
            due_at=at or self.now,
            traceparent=telemetry.traceparent(),
            created_at=self.now,
        )
        self.session.add(row)
        return row.id

    def record(
        self,
        kind: Literal["command", "event", "message", "money", "read"],
        what: str,
        /,
        *,
        about: tuple[str, object],
        refs: Iterable[object] = (),
        establishment_id: UUID | None = None,
        person_id: UUID | None = None,
        internal: bool = False,
        **facts: object,
    ) -> None:
        """Write one entry of the timeline; `what` is a stable word, `facts` fill its sentence.

        It is found by the object it is about and by the further numbers in `refs`.
        """
        self._later(
            activity,
            {
                "id": uuid7(),
                "at": self.now,
                "kind": kind,
                "what": what,
                "facts": facts,
                "object_kind": about[0],
                "object_id": str(about[1]),
                "refs": sorted({str(about[1]), *(str(one) for one in refs)}),
                "establishment_id": establishment_id,
                "person_id": person_id,
                "actor": self.caller.name if self.caller else "system",
                "internal": internal,
            },
        )

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        """What is done in here vanishes together if it raises; what was done before stays."""
        await self._write()
        async with self.session.begin_nested():
            try:
                yield
                await self._write()
            finally:
                self._unwritten.clear()

    async def finish(self) -> None:
        """Commit; for the edge alone."""
        await self._write()
        await self.session.commit()

    def _later(self, table: Table, row: dict[str, Any]) -> None:
        self._unwritten.setdefault(table, []).append(row)

    async def _write(self) -> None:
        unwritten, self._unwritten = self._unwritten, {}
        if unwritten:
            await self.session.flush()
        for table, rows in unwritten.items():
            await self.session.execute(insert(table), rows)

    async def let_go(self) -> None:
        """End the transaction of a read, so that another service may be asked.

        For the edge of a read alone: what was loaded stays, and nothing may have been written.
        """
        written = (
            *self._unwritten,
            *self.session.new,
            *self.session.dirty,
            *self.session.deleted,
        )
        assert not written, "a command is committed once, by the edge"
        await self.session.commit()

    def today(self, establishment: EstablishmentCopy | None = None) -> date:
        """The business date, in the sandbox of the establishment if it is one."""
        shift = establishment.clock_shift_days if establishment else 0
        return self.business_clock.today(self.now, establishment_shift_days=shift)


@asynccontextmanager
async def unit_of_work(
    engine: AsyncEngine,
    business_clock: BusinessClock,
    *,
    caller: Caller | None = None,
    now: datetime | None = None,
) -> AsyncIterator[UnitOfWork]:
    """Open a transaction; commit when the block ends well, roll back when it raises.

    A refusal that keeps its effects (`Refusal.keeps_effects`) commits and is raised all the same.
    """
    async with AsyncSession(engine, expire_on_commit=False, autoflush=True) as session:
        work = UnitOfWork(session, now or clock.now(), business_clock, caller)
        token = current_work.set(work)
        try:
            yield work
        except Refusal as refusal:
            if refusal.keeps_effects:
                await work.finish()
            raise
        else:
            await work.finish()
        finally:
            current_work.reset(token)

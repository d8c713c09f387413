"""A slice: the records of one partition, applied with their progress in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.errors import Refusal
from chassis.messaging import parking
from chassis.messaging.apply import Undecodable, apply_received
from chassis.messaging.consumers import Consumers
from chassis.messaging.failures import passes_by_waiting
from chassis.messaging.parking import BEHIND, Parked
from chassis.messaging.progress import Claim, Fenced, advance, already_at
from chassis.messaging.record import Received
from chassis.unit_of_work import UnitOfWork, unit_of_work

_FIRST_SEEN = text("""
insert into inbox_event (consumer, event_id, topic)
select :consumer, id, :topic from unnest(cast(:ids as text[])) as id
on conflict do nothing returning event_id
""")


def failure_name(error: Exception) -> str:
    """The reason under which a failing event is parked: the rule, or the kind of bug."""
    if isinstance(error, Refusal):
        return error.code()
    return "undecodable-body" if isinstance(error, Undecodable) else type(error).__name__


@dataclass
class Slice:
    """Applies batches of one consumer. Raises `Fenced` when the partition is no longer ours."""

    engine: AsyncEngine
    business_clock: BusinessClock
    consumers: Consumers
    parked: int = 0
    """How many events were parked here since the start."""

    async def apply(self, claim: Claim, records: Sequence[Received]) -> Claim:
        """Progress, then inbox, effects and parking: all or nothing. Returns the new claim."""
        following = records[-1].offset + 1
        async with unit_of_work(self.engine, self.business_clock) as work:
            if not await advance(work.session, claim, following):
                if await already_at(work.session, claim, following):
                    return claim.at(following)
                raise Fenced(f"{claim.topic}/{claim.part}")
            run = _Run(work, self.consumers, await self._blocked(work, claim, records))
            await run.through(await self._unseen(work, claim, records))
            parking.park(work, claim.consumer, run.parked)
        self.parked += len(run.parked)
        return claim.at(following)

    async def _blocked(
        self, work: UnitOfWork, claim: Claim, records: Sequence[Received]
    ) -> set[bytes]:
        keys = {record.key for record in records if record.key is not None}
        return await parking.blocked_keys(
            work.session, consumer=claim.consumer, topic=claim.topic, keys=keys
        )

    async def _unseen(
        self, work: UnitOfWork, claim: Claim, records: Sequence[Received]
    ) -> list[Received]:
        """The records whose event this consumer has not had yet, each event once."""
        ids = [record.event_id for record in records]
        rows = await work.session.execute(
            _FIRST_SEEN, {"consumer": claim.consumer, "topic": claim.topic, "ids": ids}
        )
        unseen = {row.event_id for row in rows}
        kept = []
        for record in records:
            if record.event_id in unseen:
                unseen.discard(record.event_id)
                kept.append(record)
        return kept


@dataclass
class _Run:
    """One pass over the unseen records. A failing one is found by halving and parked alone."""

    work: UnitOfWork
    consumers: Consumers
    blocked: set[bytes]
    parked: list[Parked] = field(default_factory=list)

    async def through(self, records: Sequence[Received]) -> None:
        """Apply in order; park what fails and what stands behind it."""
        ready = [record for record in records if self._may_run(record)]
        if not ready:
            return
        try:
            async with self.work.apart():
                for record in ready:
                    await apply_received(self.work, self.consumers, record)
        except Exception as error:
            if passes_by_waiting(error):
                raise
            await self._isolate(ready, error)

    async def _isolate(self, ready: list[Received], error: Exception) -> None:
        if len(ready) == 1:
            self._park(ready[0], failure_name(error), str(error))
            return
        middle = len(ready) // 2
        await self.through(ready[:middle])
        await self.through(ready[middle:])

    def _may_run(self, record: Received) -> bool:
        if record.fault is not None:
            self._park(record, record.fault)
            return False
        if record.key in self.blocked:
            self._park(record, BEHIND)
            return False
        return True

    def _park(self, record: Received, reason: str, error: str = "") -> None:
        self.parked.append(Parked(record, reason, error))
        if record.key is not None:
            self.blocked.add(record.key)

"""What an operator does with parked events: every act in one transaction with its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.messaging import parking

_LISTING = text("""
select p.*, d.requested_by, d.reason as discard_reason
from parked_event p left join parked_discard_request d using (seq)
where consumer = :consumer and (cast(:seq as bigint) is null or seq = :seq)
order by seq limit :limit
""")
# In the order of seq, as the retrier goes: neither waits for the other in a ring.
_RETRY = """
with asked as (select distinct topic, queue from parked_event
               where consumer = :consumer and {which}),
locked as materialized (
  select p.seq as parked from parked_event p
  join asked a on a.topic = p.topic and a.queue = p.queue
  where p.consumer = :consumer order by p.seq for update of p),
due as (update parked_event p set next_try_at = now() from locked where p.seq = locked.parked
        returning p.topic, p.queue)
select count(*) as events, count(distinct (topic, queue)) as keys from due
"""
_RETRY_SEQ = text(_RETRY.format(which="seq = :which"))
_RETRY_KEY = text(_RETRY.format(which="key = :which"))
_RETRY_SINCE = text(_RETRY.format(which="parked_at >= :which"))
_ASK = text("""
insert into parked_discard_request (seq, requested_by, reason)
select seq, :actor, :reason from parked_event where consumer = :consumer and seq = :seq
on conflict (seq) do nothing returning seq
""")
_ASKED = text("""
select d.requested_by, p.topic, p.key from parked_discard_request d join parked_event p using (seq)
where p.consumer = :consumer and seq = :seq
""")
_KEEP = text("""
insert into parked_discard (seq, consumer, topic, part, "offset", key, event_id, event_type, value,
  headers, reason, error, discarded_by, approved_by, discard_reason)
select seq, consumer, topic, part, "offset", key, event_id, event_type, value, headers, p.reason,
  error, d.requested_by, :actor, d.reason
from parked_event p join parked_discard_request d using (seq)
where consumer = :consumer and seq = :seq returning seq
""")
_DROP = text("delete from parked_event where consumer = :consumer and seq = :seq")
_RESUME = text("""
update consumer_breaker set opened_at = null, cause = null, counted_from = now()
where consumer = :consumer and opened_at is not null returning consumer
""")
_RECORD = text("""
insert into operator_action (actor, action, subject, reason, outcome)
values (:actor, :action, :subject, :reason, cast(:outcome as jsonb))
""")


class Declined(Exception):
    """What was asked is not done; the text says why."""


@dataclass(frozen=True)
class Operator:
    """Who acts on the parked events of a consumer, and why; the record keeps both."""

    session: AsyncSession
    consumer: str
    actor: str
    reason: str

    async def retry(self, which: int | bytes | datetime) -> tuple[int, int]:
        """Make whole queues due: that of an event, of a key, or all parked since an instant.

        Returns events and keys. Nothing is applied here: the running service's retrier does it.
        """
        statement = {int: _RETRY_SEQ, bytes: _RETRY_KEY, datetime: _RETRY_SINCE}[type(which)]
        found = (await self._execute(statement, which=which))[0]
        if not found.events:
            raise Declined("nothing of the kind is parked")
        await self.note("retry", _said(which), events=found.events, keys=found.keys)
        return found.events, found.keys

    async def ask_discard(self, seq: int) -> None:
        """The first of two steps to give an event up; declined if it is asked for already."""
        if not await self._execute(_ASK, seq=seq):
            raise Declined(f"there is no parked event {seq}, or giving it up is asked for already")
        await self.note("ask-discard", str(seq))

    async def approve_discard(self, seq: int) -> None:
        """The second step, by another person; the event moves to `parked_discard`."""
        asked = await self._execute(_ASKED, seq=seq)
        if not asked:
            raise Declined(f"nobody has asked to give event {seq} up")
        if asked[0].requested_by == self.actor:
            raise Declined("a second person has to approve: you asked for it yourself")
        # No retrier may be at work on the key: the event would be applied and given up.
        await parking.lock_queue(
            self.session, consumer=self.consumer, topic=asked[0].topic, key=asked[0].key
        )
        if not await self._execute(_KEEP, seq=seq):
            raise Declined(f"event {seq} was applied meanwhile")
        await self.session.execute(_DROP, {"consumer": self.consumer, "seq": seq})
        await self.note("approve-discard", str(seq), asked_by=asked[0].requested_by)

    async def resume(self) -> None:
        """Close the breaker; what is parked by now opens it no more."""
        if not await self._execute(_RESUME):
            raise Declined("the consumer is not stopped by its breaker")
        await self.note("resume", self.consumer)

    async def note(self, action: str, subject: str, **outcome: Any) -> None:
        """Keep that it was done."""
        said = orjson.dumps(outcome).decode()
        await self._execute_only(_RECORD, action=action, subject=subject, outcome=said)

    async def _execute(self, statement: Any, **values: Any) -> Sequence[Row[Any]]:
        rows: Sequence[Row[Any]] = (await self._execute_only(statement, **values)).all()
        return rows

    async def _execute_only(self, statement: Any, **values: Any) -> Any:
        own = {"consumer": self.consumer, "actor": self.actor, "reason": self.reason}
        return await self.session.execute(statement, {**own, **values})


def _said(which: int | bytes | datetime) -> str:
    if isinstance(which, datetime):
        return f"since {which.isoformat()}"
    return f"event {which}" if isinstance(which, int) else f"key {which.decode(errors='replace')}"


async def listing(
    session: AsyncSession, consumer: str, *, seq: int | None = None, limit: int = 200
) -> Sequence[Row[Any]]:
    """The oldest parked events of a consumer, or one of them, with who asked to give it up."""
    rows = await session.execute(_LISTING, {"consumer": consumer, "seq": seq, "limit": limit})
    return rows.all()

"""Row 2: events applied exactly once, beside the same effects without any protection.

Ours is the chassis as a service runs it: the consumer loop, and a slice of progress, inbox, parked
keys and effects in one transaction. The peer fetches with the same settings, applies the same
events by the same handlers with the same traces, in one transaction a batch, and lets Kafka commit
by itself; a second peer leaves the traces out too. Once the handler adds a row to the session (rows
are written together: the cheapest effect there is), once it is the chassis's own for ended
sessions, with a statement an event.
"""

import base64
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.bus import producing
from benchmarks.covers import add_cover, cover_started
from benchmarks.figures import Figure, Result
from benchmarks.rounds import alternate, ratio, seconds_until
from benchmarks.server import Stand, stand
from chassis import clock, telemetry
from chassis.clock import BusinessClock
from chassis.copies import note_revoked_sessions
from chassis.database import create_engine
from chassis.ids import uuid7
from chassis.messaging.apply import apply_received
from chassis.messaging.consumers import Consumers, Handler
from chassis.messaging.kafka_consumer import FETCH_MILLISECONDS
from chassis.messaging.loop import RECORDS_MAX, ConsumerLoop
from chassis.messaging.record import receive
from chassis.messaging.slice import Slice
from chassis.unit_of_work import UnitOfWork, unit_of_work
from contracts.events.envelope import Event
from contracts.events.identity import SessionsRevoked
from contracts.events.movements import CoverageStarted

SERVICE, ROUNDS, BODY_BYTES = "payroll", 4, 1024
CLOCK = BusinessClock()
FINDING = """\
Progress, inbox, parked keys and the savepoint together cost a tenth or less. What costs is the
trace: a span an event takes 20 to 35 us of OpenTelemetry in Python, as much as decoding the event
and adding its row. It is part of the effects (a command and all it causes is one trace), so both
sides of the goal make it; the last figure shows a loop that does not. Headers are read in one pass
instead of three."""

Apply = Callable[[UnitOfWork, Consumers, ConsumerRecord], Awaitable[None]]


def session_ended() -> SessionsRevoked:
    """A session of its own."""
    return SessionsRevoked(account_id=uuid7(), session_ids=[uuid7()], revoked_at=clock.now())


@dataclass(frozen=True)
class Case:
    """Events of one type, and the table that gets a row for each."""

    event_class: type[Event]
    make: Callable[[], Event]
    handler: Handler[Any]
    table: str
    events: int


TOGETHER = Case(CoverageStarted, cover_started, add_cover, "cover", 30_000)
EACH = Case(SessionsRevoked, session_ended, note_revoked_sessions, "revoked_session", 5_000)


async def publish(kafka: str, case: Case) -> None:
    """The events, of 1 KB each: readers ignore the field that fills them up."""
    async with producing(kafka) as producer:
        for _ in range(case.events):
            event = case.make()
            body = event.model_dump_json()[:-1] + ',"filler":"'
            filler = base64.b64encode(os.urandom(BODY_BYTES)).decode()[: BODY_BYTES - len(body)]
            headers = [("ce_id", str(uuid7()).encode()), ("ce_type", event.type_name().encode())]
            await producer.send(
                event.topic,
                key=event.key().encode(),
                value=f'{body}{filler}"}}'.encode(),
                headers=headers,
            )
        await producer.flush()


async def with_trace(work: UnitOfWork, consumers: Consumers, record: ConsumerRecord) -> None:
    """One event as the chassis applies it, without any account of it."""
    await apply_received(work, consumers, receive(record))


async def without_trace(work: UnitOfWork, consumers: Consumers, record: ConsumerRecord) -> None:
    """One event decoded and handled: the least that can be done with it."""
    found = consumers.find(dict(record.headers)["ce_type"].decode())
    assert found is not None
    event_class, handler = found
    await handler(work, event_class.model_validate_json(record.value))


class Workload:
    """One server, and the sides that take turns on it."""

    def __init__(self, place: Stand, engine: AsyncEngine) -> None:
        self._stand = place
        self._engine = engine
        self._rounds = 0
        self.wrong: list[str] = []

    async def ours(self, case: Case) -> float:
        """Events a second of the chassis."""
        consumers = await self._fresh(case)
        applier = Slice(self._engine, CLOCK, consumers)
        loop = ConsumerLoop(applier, kafka=self._stand.kafka, instance="benchmark")
        return await self._timed(loop.run, case)

    async def unprotected(self, case: Case, apply: Apply) -> float:
        """Events a second of a loop that keeps no account of what it has applied."""
        consumers = await self._fresh(case)
        return await self._timed(partial(self._loop, consumers, apply), case)

    async def _loop(self, consumers: Consumers, apply: Apply) -> None:
        consumer = AIOKafkaConsumer(
            *consumers.topics(),
            bootstrap_servers=self._stand.kafka,
            group_id=consumers.name,
            enable_auto_commit=True,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=FETCH_MILLISECONDS,
        )
        await consumer.start()
        try:
            while True:
                batches = await consumer.getmany(
                    timeout_ms=FETCH_MILLISECONDS, max_records=RECORDS_MAX
                )
                for records in batches.values():
                    async with unit_of_work(self._engine, CLOCK) as work:
                        for record in records:
                            await apply(work, consumers, record)
        finally:
            await consumer.stop()

    async def _fresh(self, case: Case) -> Consumers:
        """Empty tables; a group that has read nothing yet."""
        async with self._stand.connect(SERVICE) as connection:
            await connection.execute(f"truncate {case.table}, inbox_event cascade")
        self._rounds += 1
        consumers = Consumers(f"{SERVICE}-{self._rounds}")
        consumers.on(case.event_class)(case.handler)
        return consumers

    async def _timed(self, run: Callable[[], Awaitable[None]], case: Case) -> float:
        """Events a second from the start of the loop until every effect is committed."""
        applied = f"select count(*) from {case.table}"  # noqa: S608 - a name of ours
        async with self._stand.connect(SERVICE) as connection:

            async def all_applied() -> bool:
                return bool(await connection.fetchval(applied) >= case.events)

            seconds = await seconds_until(all_applied, run(), look_seconds=0.05)
            if (found := await connection.fetchval(applied)) != case.events:
                self.wrong.append(f"{case.events} events, {found} rows in {case.table}")
        return case.events / seconds


async def main() -> Result:
    """Measure both handlers on all sides in turn."""
    telemetry.configure("benchmark", trace_file=None, otlp_endpoint=None)
    async with stand("databases", "topics") as place:
        engine = create_engine(place.database(SERVICE, SERVICE), application="benchmark")
        for case in (TOGETHER, EACH):
            await publish(place.kafka, case)
        workload = Workload(place, engine)
        rates = await alternate(
            ROUNDS,
            together=partial(workload.ours, TOGETHER),
            together_peer=partial(workload.unprotected, TOGETHER, with_trace),
            together_bare=partial(workload.unprotected, TOGETHER, without_trace),
            each=partial(workload.ours, EACH),
            each_peer=partial(workload.unprotected, EACH, with_trace),
        )
        await engine.dispose()

    def against(ours: str, peer: str) -> float:
        return ratio(rates[ours], rates[peer])

    return Result(
        row=2,
        name="consume",
        workload=f"{TOGETHER.events:,} events of 1 KB applied once each, {RECORDS_MAX} at a time",
        peer="the same effects without dedupe, auto-commit",
        figures=[
            Figure("in rows written together", against("together", "together_peer"), 0.8),
            Figure("in a statement an event", against("each", "each_peer"), 0.8),
            Figure("of a loop without traces", against("together", "together_bare")),
        ],
        raw={f"{name}, events/s": numbers for name, numbers in rates.items()},
        wrong=workload.wrong,
        finding=FINDING,
    )

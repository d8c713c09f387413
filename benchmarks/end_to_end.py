"""Row 8: from a POST to its effect in another service, beside bare produce and consume.

The command is the smallest real one: a person signs out at identity (`POST /v1/sessions/end`), and
letters, which hears `SessionsRevoked`, refuses that session's tokens from then on. Both run as
processes, as in `make up`, with all their parts. 200 commands a second are sent at their times,
however long the answers take; a trigger in letters' table tells the moment of its commit. The peer
sends the same event at the same times from memory and notes when a consumer has it.
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import httpx
from aiokafka import AIOKafkaConsumer

from benchmarks.bus import make_topic, producing
from benchmarks.figures import Figure, Result
from benchmarks.people import SignedIn, sign_in
from benchmarks.rounds import alternate, percentile, ratio
from benchmarks.server import Stand, stand
from chassis import clock
from chassis.ids import uuid7
from chassis.kafka_producer import kafka_headers
from chassis.outbox import outbox_row
from contracts.events.identity import SessionsRevoked

PER_SECOND, WARM_SECONDS, SECONDS, ROUNDS = 200, 2, 10, 4
LATEST_SECONDS = 15
TOPIC = "benchmark.bare"
FINDING = """\
Of the way, handling an event takes 1 ms and handing it to Kafka less; the rest is the answer to the
POST, the pause of the relay, and waiting for a core, as client, two services, PostgreSQL and Kafka
share them. The relay paused 20 ms between two looks (10 ms on average); it now pauses 5 ms while
events come and 20 ms only when it found none, so that an idle service pays nothing. The next lever:
a commit that announced something could wake the relay of its own process."""

_TELL = """
create function tell_effect() returns trigger language plpgsql as $$
begin perform pg_notify('effect', new.session_id::text); return null; end $$;
create trigger tell_effect after insert on revoked_session
  for each row execute function tell_effect()
"""

T = TypeVar("T")


class Instants:
    """When each command was due, and when its effect was seen."""

    def __init__(self) -> None:
        self.due: dict[UUID, float] = {}
        self.seen: dict[UUID, float] = {}
        self._left = 0
        self._all = asyncio.Event()

    def note(self, one: UUID) -> None:
        """The effect is there; what comes twice counts once, at its first time."""
        if one not in self.seen:
            self.seen[one] = time.perf_counter()
            self._left -= 1
            if self._left == 0:
                self._all.set()

    async def send_all(
        self, items: Sequence[tuple[UUID, T]], send: Callable[[T], Awaitable[object]]
    ) -> None:
        """Send each at its time, then wait until all effects were seen (bounded)."""
        self._left += len(items)
        began = time.perf_counter() + 0.1
        async with asyncio.TaskGroup() as tasks:
            for number, (one, item) in enumerate(items):
                self.due[one] = began + number / PER_SECOND
                await asyncio.sleep(max(0.0, self.due[one] - time.perf_counter()))
                tasks.create_task(_awaited(send(item)))
        with suppress(TimeoutError):  # what is missing is counted by the caller
            await asyncio.wait_for(self._all.wait(), LATEST_SECONDS)

    def milliseconds(self) -> list[float]:
        """From due to seen, without the warming up."""
        counted = list(self.due)[PER_SECOND * WARM_SECONDS :]
        return [(self.seen[one] - self.due[one]) * 1000 for one in counted if one in self.seen]


async def _awaited(waiting: Awaitable[object]) -> None:
    await waiting


class Workload:
    """Running services, and the sides that take turns on them."""

    def __init__(self, place: Stand, client: httpx.AsyncClient) -> None:
        self._stand = place
        self._client = client
        self.wrong: list[str] = []

    async def commands(self) -> list[float]:
        """Milliseconds from each command's time to its effect."""
        people = await sign_in(self._stand, PER_SECOND * (WARM_SECONDS + SECONDS))
        instants = Instants()
        async with self._stand.connect("letters") as connection:
            await connection.add_listener("effect", lambda *told: instants.note(UUID(told[3])))
            await instants.send_all([(one.session_id, one) for one in people], self._sign_out)
            effects = await connection.fetchval(
                "select count(*) from revoked_session where session_id = any($1)",
                [one.session_id for one in people],
            )
        if effects != len(people):
            self.wrong.append(f"{len(people)} commands, {effects} effects")
        return instants.milliseconds()

    async def _sign_out(self, one: SignedIn) -> None:
        answer = await self._client.post("/v1/sessions/end", headers=one.headers)
        if answer.status_code != httpx.codes.NO_CONTENT:
            self.wrong.append(f"a command was answered {answer.status_code}")

    async def bare(self) -> list[float]:
        """Milliseconds from each event's time to its consumption, with nothing in between."""
        instants = Instants()
        rows = [_event() for _ in range(PER_SECOND * (WARM_SECONDS + SECONDS))]
        consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=self._stand.kafka)
        async with consumer, producing(self._stand.kafka) as producer:
            reading = asyncio.create_task(_read(consumer, instants))
            await instants.send_all(
                [(UUID(row["id"]), row) for row in rows],
                lambda row: producer.send_and_wait(
                    TOPIC, key=row["key"], value=row["value"], headers=row["headers"]
                ),
            )
            reading.cancel()
        if len(instants.seen) != len(rows):
            self.wrong.append(f"bare: {len(rows)} events, {len(instants.seen)} seen")
        return instants.milliseconds()


def _event() -> dict[str, Any]:
    """The event of a sign-out, as the relay would send it."""
    now = clock.now()
    event = SessionsRevoked(account_id=uuid7(), session_ids=[uuid7()], revoked_at=now)
    row = outbox_row(event, now=now, traceparent=None)
    return {
        "id": str(row["id"]),
        "key": row["aggregateid"].encode(),
        "value": row["payload"],
        "headers": kafka_headers(row),
    }


async def _read(consumer: AIOKafkaConsumer, instants: Instants) -> None:
    async for record in consumer:
        instants.note(UUID(dict(record.headers)["ce_id"].decode()))


async def main() -> Result:
    """Measure both in turn."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    async with stand("identity", "letters") as place:
        await make_topic(place.kafka, TOPIC)
        async with place.connect("letters") as connection:
            await connection.execute(_TELL)
        url = f"http://{place.place.address('identity')}"
        async with httpx.AsyncClient(base_url=url, timeout=LATEST_SECONDS) as client:
            workload = Workload(place, client)
            rounds = await alternate(ROUNDS, ours=workload.commands, bare=workload.bare)
    middle = {side: [percentile(one, 0.5) for one in all_] for side, all_ in rounds.items()}
    late = {side: [percentile(one, 0.99) for one in all_] for side, all_ in rounds.items()}
    lower = partial(Figure, better="lower")
    return Result(
        row=8,
        name="end to end",
        workload=f"a POST to its effect in another service, {PER_SECOND} commands/s",
        peer="bare aiokafka produce and consume of the same event",
        figures=[
            lower("the bare p50", ratio(middle["ours"], middle["bare"])),
            lower("p50", statistics.median(middle["ours"]), 25, "ms"),
            lower("p99", statistics.median(late["ours"]), 150, "ms"),
        ],
        raw={
            **{f"{side} p50, ms": numbers for side, numbers in middle.items()},
            **{f"{side} p99, ms": numbers for side, numbers in late.items()},
        },
        wrong=sorted(set(workload.wrong)),
        finding=FINDING,
    )

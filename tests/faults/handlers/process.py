"""A service as it is reached here: its database, its relay, its consumers with what they hold."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.copies import CoverNotYetKnown
from chassis.messaging.consumers import Consumers, Handler
from chassis.messaging.operating import Operator, listing
from chassis.messaging.progress import Claim, claim
from chassis.messaging.retrier import Retrier
from chassis.messaging.slice import Slice
from chassis.outbox import GROUPS
from chassis.relay import Relay
from chassis.unit_of_work import UnitOfWork
from tests.conftest import url_of
from tests.faults.handlers.bus import Producer
from tests.services.people import acting

Place = tuple[str, int]
"""A partition: its topic and number."""


@dataclass
class Process:
    """One service. What is kept here dies with it, what is in the database stays."""

    name: str
    engine: AsyncEngine
    listens: Consumers
    relay: tuple[Relay, asyncpg.Connection] | None = None
    claims: dict[Place, Claim] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    """How often the handlers still refuse events of a key, as if something were not here yet."""

    def __post_init__(self) -> None:
        heard = Consumers(self.name)
        for event, handler in self.listens:
            heard.on(event)(self._reluctant(handler))
        self.slice = Slice(self.engine, BusinessClock(), heard)
        self.retrier = Retrier(self.engine, BusinessClock(), heard)

    def _reluctant(self, handler: Handler[Any]) -> Callable[[UnitOfWork, Any], Any]:
        async def handle(work: UnitOfWork, event: Any) -> None:
            left = self.refusals.get(event.key(), 0)
            await handler(work, event)
            if left:
                self.refusals[event.key()] = left - 1
                raise CoverNotYetKnown  # after its effects: they must be rolled back

        return handle

    async def claim(self, place: Place) -> Claim:
        """Take a partition over."""
        topic, part = place
        return await claim(self.engine, consumer=self.name, topic=topic, part=part, beginning=0)

    async def publish(self, producer: Producer) -> int:
        """One batch of the relay, which is started if there is none; how many rows."""
        relay, connection = await self.start_relay()
        stand_in: Any = producer
        return await relay.publish_batch(connection, stand_in)

    async def start_relay(self) -> tuple[Relay, asyncpg.Connection]:
        """A relay with all leases; those of a dead one are free as soon as the server notices."""
        if self.relay is not None:
            return self.relay
        url = url_of(self.engine)
        relay = Relay(service=self.name, database_url=url, kafka="")
        connection = await asyncpg.connect(url, ssl=False)
        while len(relay._leased) < GROUPS:
            relay._leases_looked_at = 0.0
            await relay._take_leases(connection)
            await asyncio.sleep(0.002)
        self.relay = relay, connection
        return self.relay

    def lose_relay(self) -> None:
        """Its session is cut off; the server frees the leases."""
        if self.relay is not None:
            self.relay[1].terminate()
        self.relay = None

    async def close(self) -> None:
        """End the relay's session in order."""
        if self.relay is not None:
            with suppress(asyncpg.InterfaceError):
                await self.relay[1].close()

    async def parked(self) -> list[tuple[bytes | None, str]]:
        """Key and event of everything that is parked, in the order of parking."""
        async with self.engine.connect() as connection:
            statement = "select key, event_id from parked_event where consumer = :me order by seq"
            found = await connection.execute(text(statement), {"me": self.name})
            return [(row.key, row.event_id) for row in found]

    async def retry_all(self) -> None:
        """Somebody orders every parked event to be tried now, and the retrier does."""
        async with acting(self.engine) as work:
            for seq in await self._all_parked(work):
                await self._operator(work, "one").retry(seq)
        await self.retrier.round()

    async def discard_all(self) -> None:
        """Two persons give up what is parked."""
        async with acting(self.engine) as work:
            for seq in await self._all_parked(work):
                await self._operator(work, "one").ask_discard(seq)
                await self._operator(work, "other").approve_discard(seq)

    def _operator(self, work: UnitOfWork, actor: str) -> Operator:
        return Operator(work.session, self.name, actor, "planted")

    async def _all_parked(self, work: UnitOfWork) -> list[int]:
        return [row.seq for row in await listing(work.session, self.name)]

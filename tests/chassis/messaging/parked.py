"""Parked events that tests put there, and the command line they are looked after with."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.messaging import tools
from chassis.messaging.consumers import Consumers
from tests.conftest import Server

_PARK = text("""
insert into parked_event (consumer, topic, part, "offset", key, event_id, event_type, value,
  headers, reason, error, parked_at, next_try_at)
select 'letters', :topic, 0, coalesce(max("offset"), 0) + 1, :key, gen_random_uuid()::text,
  :event_type, :value, '[["ce_id", "ZTE="]]', :reason, 'NotFound',
  now() - make_interval(mins => :minutes_ago), now() + interval '1 day'
from parked_event returning seq
""")


async def park(engine: AsyncEngine, key: bytes | None, **changed: Any) -> int:
    """Put one event aside, due in a day; its number."""
    values = {
        "topic": "a.b.v1",
        "event_type": "daman.a.B.v1",
        "value": b'{"wage": 1}',
        "reason": "refused",
        "minutes_ago": 0,
        **changed,
    }
    async with engine.begin() as connection:
        found: int = (await connection.execute(_PARK, {"key": key, **values})).scalar_one()
        return found


async def rows(engine: AsyncEngine, statement: str) -> list[Any]:
    """What a statement finds; a single column as plain values."""
    async with engine.connect() as connection:
        found = (await connection.execute(text(statement))).all()
    return [row[0] if len(row) == 1 else tuple(row) for row in found]


@dataclass
class Settings:
    """What the command line asks of a service's settings."""

    operator_url: str | None
    kafka: str = ""
    business_clock: BusinessClock = field(default_factory=BusinessClock)


@dataclass
class Service:
    """A service without anything of its own."""

    settings: Settings
    consumers: Consumers
    name: str = "letters"
    folder: Path = Path("services/letters")


@dataclass
class Desk:
    """A service's database, and the operator's command line on it."""

    engine: AsyncEngine
    server: Server
    service: Service

    async def run(self, *words: str) -> int:
        """`parked …`; its exit status."""
        parser = argparse.ArgumentParser()
        tools.add_commands(parser.add_subparsers())
        arguments = parser.parse_args(["parked", *words])
        status: int = await arguments.act(self.service, arguments)
        return status

    async def rows(self, statement: str) -> list[Any]:
        """What the service's role finds."""
        return await rows(self.engine, statement)


def desk(engine: AsyncEngine, server: Server, consumers: Consumers | None = None) -> Desk:
    """The command line with the operator's own role."""
    url = server.url("letters_operator", str(engine.url.database))
    return Desk(engine, server, Service(Settings(url), consumers or Consumers("letters")))

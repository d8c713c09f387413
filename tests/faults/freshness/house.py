"""A service that writes and one that reads, each with its edge, its database, its routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Annotated
from uuid import UUID, uuid4

import httpx
from fastapi import APIRouter, FastAPI, Query
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from chassis.clock import BusinessClock
from chassis.http import problems
from chassis.http.edge import Edge, Work, WorkRoute
from chassis.ids import uuid7
from chassis.keys import IdentityKeys
from chassis.messaging.consumers import Consumers
from contracts.events.movements import CoverageStopped
from services.movements.consumers import consumers as movements_hears
from services.payroll.consumers import consumers as payroll_hears
from services.payroll.models import Cover
from tests.faults.freshness.lag import Lag
from tests.faults.handlers.process import Process
from tests.services.billing.facts import started
from tests.services.people import Establishment, acting, somebody

KEYS, POISONED = 40, 2

writes = APIRouter(route_class=WorkRoute)
reads = APIRouter(route_class=WorkRoute)


class Order(BaseModel):
    """Somebody is taken on at each of these establishments."""

    establishments: list[UUID]


@writes.post("/covers", status_code=201)
async def post_covers(body: Order, work: Work) -> list[UUID]:
    """A command whose events have as many keys as it names establishments."""
    events = [started(Establishment(one, somebody("establishment"))) for one in body.establishments]
    for event in events:
        work.publish(event)
    return [event.coverage_id for event in events]


@reads.get("/covers")
async def count_covers(work: Work, coverage_id: Annotated[list[UUID], Query()]) -> int:
    """How many of these periods of cover are known here."""
    known = col(Cover.coverage_id).in_(coverage_id)
    found = await work.session.execute(select(func.count()).select_from(Cover).where(known))
    return int(found.scalar_one())


@dataclass
class House:
    """Both services, and the lag between them. Nothing of a poisoned key is ever applied."""

    writer: httpx.AsyncClient
    reader: httpx.AsyncClient
    lag: Lag
    keys: list[UUID]
    poisoned: list[UUID]


@asynccontextmanager
async def open_house(
    movements: AsyncEngine, payroll: AsyncEngine, seed: int
) -> AsyncIterator[House]:
    """The services at work on two databases; who is poisoned has a stop that nobody can apply."""
    writer = Process("movements", movements, movements_hears)
    reader = Process("payroll", payroll, payroll_hears)
    lag = Lag(writer, reader, Random(seed))
    keys = [uuid7() for _ in range(KEYS)]
    for key in keys[:POISONED]:
        await _poison(movements, key)
    async with (
        _client(movements, writes, movements_hears) as writing,
        _client(payroll, reads, payroll_hears) as reading,
        lag.at_work(),
    ):
        yield House(writing, reading, lag, keys, keys[:POISONED])
    await writer.close()


def _client(engine: AsyncEngine, router: APIRouter, hears: Consumers) -> httpx.AsyncClient:
    app = FastAPI()
    problems.install(app)
    app.include_router(router)
    app.state.edge = Edge(engine, BusinessClock(), IdentityKeys(""), hears.name, hears.topics())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")


async def _poison(engine: AsyncEngine, key: UUID) -> None:
    async with acting(engine) as work:
        work.publish(
            CoverageStopped(
                coverage_id=uuid4(),
                batch_id=uuid4(),
                establishment_id=key,
                person_id=uuid4(),
                stopped_on=date(2026, 2, 1),
                reason="RESIGNATION",
            )
        )

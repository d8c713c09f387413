"""A read that asks another service: its transaction ends first, and what it read stays."""

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.authorize import acts_for
from chassis.http.edge import InternalRoute
from chassis.ids import uuid7
from chassis.peers import PeerUnavailable, TransactionOpen
from tests.conftest import OpenDatabase
from tests.services.peers import peer_away, peer_of
from tests.services.people import acting, employer

router = APIRouter(route_class=InternalRoute, prefix="/internal/v1")


class Question(BaseModel):
    """What the other service is asked."""

    number: int


@router.post("/twice")
async def post_twice(body: Question) -> int:
    return 2 * body.number


async def test_it_asks_after_it_has_let_go_and_not_before(database: OpenDatabase) -> None:
    engine = await database("payroll")
    owner = await employer(engine)
    peer = peer_of(engine, router, name="other", caller="payroll")
    async with acting(engine, owner.officer) as work:
        establishment = await acts_for(work, owner.establishment_id)
        with pytest.raises(TransactionOpen):
            await peer.post("/twice", {"number": 21})
        await work.let_go()
        assert await peer.post("/twice", {"number": 21}) == 42
        assert establishment.number == "1000001"


async def writes_and_lets_go(engine: AsyncEngine) -> None:
    async with acting(engine) as work:
        work.record("command", "month-closed", about=("month", uuid7()))
        await work.let_go()


async def test_a_command_does_not_let_go_of_what_it_wrote(database: OpenDatabase) -> None:
    engine = await database("payroll")
    with pytest.raises(AssertionError, match="committed once"):
        await writes_and_lets_go(engine)
    async with engine.connect() as connection:
        found = await connection.execute(text("select count(*) from activity"))
        assert found.scalar_one() == 0


async def test_a_peer_that_is_away_is_told_from_one_that_refuses(database: OpenDatabase) -> None:
    with pytest.raises(PeerUnavailable):
        await peer_away("other", caller="payroll").post("/twice", {"number": 1})
    peer = peer_of(await database("payroll"), router, name="other", caller="payroll")
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        await peer.post("/twice", {"number": "many"})

"""Calls to other services: never while a transaction is open, and only for who may."""

import httpx
import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.http.edge import InternalRoute
from chassis.http.internal import only
from chassis.peers import PeerUnavailable, TransactionOpen
from tests.conftest import OpenDatabase
from tests.services.peers import peer_away, peer_of
from tests.services.people import acting

router = APIRouter(route_class=InternalRoute, prefix="/internal/v1")


@router.post("/things", dependencies=[Depends(only("letters"))])
async def post_things() -> dict[str, bool]:
    """For letters alone."""
    return {"told": True}


@pytest.fixture
async def engine(database: OpenDatabase) -> AsyncEngine:
    return await database("letters")


async def test_a_call_inside_an_open_transaction_is_a_bug(engine: AsyncEngine) -> None:
    billing = peer_of(engine, router, name="billing", caller="letters")
    async with acting(engine) as work:
        await work.session.execute(text("select 1"))
        with pytest.raises(TransactionOpen):
            await billing.post("/things", {})


async def test_before_the_first_statement_it_is_none(engine: AsyncEngine) -> None:
    billing = peer_of(engine, router, name="billing", caller="letters")
    async with acting(engine):
        assert await billing.post("/things", {}) == {"told": True}


async def test_only_the_named_services_are_answered(engine: AsyncEngine) -> None:
    stranger = peer_of(engine, router, name="billing", caller="movements")
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await stranger.post("/things", {})
    assert refused.value.response.status_code == 401


async def test_a_service_that_is_away_is_told_apart_from_a_refusal() -> None:
    with pytest.raises(PeerUnavailable):
        await peer_away("billing", caller="letters").post("/things", {})

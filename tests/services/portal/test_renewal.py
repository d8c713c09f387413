"""A token that runs out in the middle of a page is renewed once, however many calls notice."""

import asyncio
from collections import Counter

import httpx
import pytest
from fastapi import FastAPI, Header, HTTPException, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portal import sessions
from services.portal.gateways.platform import Platform
from services.portal.web import Page, SignInFirst
from tests.conftest import OpenDatabase


class Stub:
    """A platform that takes one access token and turns the refresh token with each use."""

    def __init__(self) -> None:
        self.access, self.refresh = "new-0", "refresh-0"
        self.asked: Counter[str] = Counter()
        self.app = FastAPI()
        self.app.get("/thing")(self._thing)
        self.app.post("/api/identity/v1/sessions/refresh")(self._refresh)

    async def _thing(self, authorization: str = Header()) -> str:
        if authorization != f"Bearer {self.access}":
            raise HTTPException(401)
        return "thing"

    async def _refresh(self, request: Request) -> dict[str, object]:
        self.asked["refresh"] += 1
        if (await request.json())["refresh_token"] != self.refresh:
            raise HTTPException(401)
        number = self.asked["refresh"]
        self.access, self.refresh = f"new-{number}", f"refresh-{number}"
        return {"access_token": self.access, "refresh_token": self.refresh}


async def page(engine: AsyncEngine, stub: Stub, refresh: str) -> Page:
    tokens = {"access_token": "old", "refresh_token": refresh}
    cookie = await sessions.open_session(engine, tokens, {}, {})
    transport = httpx.ASGITransport(stub.app)
    holder = FastAPI()
    holder.state.gateways = Platform(httpx.AsyncClient(transport=transport, base_url="http://x"))
    holder.state.edge = type("Edge", (), {"engine": engine})()
    request = Request({"type": "http", "app": holder, "headers": []})
    return Page(request, "ar", await sessions.find_session(engine, cookie))


async def test_parallel_calls_renew_once(database: OpenDatabase) -> None:
    stub = Stub()
    opened = await page(await database("portal"), stub, "refresh-0")
    assert await asyncio.gather(*(opened.get("/thing") for _ in range(5))) == ["thing"] * 5
    assert stub.asked["refresh"] == 1


async def test_a_session_that_ended_asks_to_sign_in(database: OpenDatabase) -> None:
    opened = await page(await database("portal"), Stub(), "stolen")
    with pytest.raises(SignInFirst):
        await opened.get("/thing")

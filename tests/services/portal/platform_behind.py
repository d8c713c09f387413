"""The portal's pages in front of identity's real API, without a gateway between."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.unit_of_work import Caller
from services.portal import api, sessions
from services.portal.gateways.platform import Platform
from tests.services.clients import Api

HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


@dataclass
class Reader:
    """A browser in front of the portal; `form_token` is that of his session."""

    http: httpx.AsyncClient
    form_token: str = ""

    async def reads(self, path: str) -> str:
        """The words of a page."""
        return words((await self.opens(path)).text)

    async def opens(self, path: str) -> httpx.Response:
        """A page that has to be there."""
        answer = await self.http.get(path, follow_redirects=True)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return answer

    async def sends(self, path: str, files: Any = None, **fields: str) -> httpx.Response:
        """A form; a redirect is followed."""
        data = {"form_token": self.form_token, **fields}
        return await self.http.post(path, data=data, files=files, follow_redirects=True)


def words(page: str) -> str:
    """What is written on a page."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", TAGS.sub(" ", main)).strip()


def heading(page: str) -> str:
    """The page's heading."""
    found = HEADING.search(page)
    assert found is not None
    return TAGS.sub("", found[1]).strip()


class _Mounted(httpx.AsyncBaseTransport):
    """Identity under the address that the gateway gives it."""

    def __init__(self, identity: Api) -> None:
        self._identity = identity

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().removeprefix("/api/identity")
        headers = [(k, v) for k, v in request.headers.items() if k != "host"]
        content = await request.aread()
        answer = await self._identity.http.request(
            request.method, path, headers=headers, content=content
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@asynccontextmanager
async def portal_before(
    identity: Api, engine: AsyncEngine, caller: Caller | None = None
) -> AsyncIterator[Reader]:
    """Somebody at the portal: signed in as a caller, or a stranger."""
    portal = FastAPI()
    for router in api.routers():
        portal.include_router(router)
    gateway = httpx.AsyncClient(transport=_Mounted(identity), base_url="http://gateway")
    portal.state.edge = type("Edge", (), {"engine": engine})()
    portal.state.settings = type("Settings", (), {"secure_cookies": False})()
    portal.state.gateways = Platform(gateway)
    cookies, form_token = {}, ""
    if caller is not None:
        token = identity.token_of(caller)
        me = (await identity.ask(caller, "GET", "/me")).json()
        tokens = {"access_token": token, "refresh_token": "-"}
        cookies["daman"] = cookie = await sessions.open_session(engine, tokens, me, {})
        opened = await sessions.find_session(engine, cookie)
        assert opened is not None
        form_token = opened.form_token
    transport = httpx.ASGITransport(portal)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://portal", cookies=cookies
    ) as http:
        yield Reader(http, form_token)
    await gateway.aclose()

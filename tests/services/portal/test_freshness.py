"""After a command the next page asks for what was ordered, and says so if it is not there yet."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from services.portal import api, sessions
from services.portal.gateways.platform import Platform, newest_of
from services.portal.pages import access, account, individuals, recovery, registration
from services.portal.pages.questions import DRAFTS
from services.portal.texts import TEXTS
from services.portal.web import ME
from tests.conftest import OpenDatabase

FORM = f"{DRAFTS}/form"
"""What is asked about an establishment: reference data, nothing of it was ordered."""

TOPIC = "movements.batches.v1"
ID = str(uuid4())
WHO = {
    "kind": "establishment",
    "account_id": ID,
    "roles": [{"role": "officer"}, {"role": "treasurer"}],
    "establishments": [
        {
            "establishment_id": ID,
            "number": "1000001",
            "name_ar": "شركة النور",
            "name_en": "Al Noor Company",
            "today": "2026-03-20",
            "sandbox": True,
        }
    ],
}
ORDERED: dict[str, Any] = {
    **dict.fromkeys(("workbook_id", "batch_id", "file_id", "closing_id", "request_id"), ID),
    "import_id": ID,
    "day": "2026-03-20",
    "submitted_at": None,
    "already_sent": False,
    "access_token": "token",
    "refresh_token": "other",
}
"""What any command may be answered with."""

FIELDS = {
    "month": "2026-03",
    "to": "2026-04-01",
    "year": "2026",
    "coverage_id": ID,
    "stopped_on": "2026-03-10",
    "reason": "RESIGNATION",
    "version": "1",
    "decision": "approve",
    "kind": "hub-report",
    "explanation": "paid twice",
    "establishment_number": "1000001",
    "against": ID,
    "number": "17",
    "leave_out": "true",
}
"""What the forms of the portal ask for."""

ELSEWHERE = {
    route.path
    for pages in (access, account, individuals, recovery, registration)
    for route in pages.router.routes
    if isinstance(route, APIRoute)
}
"""Without a session, at its beginning or end: no page follows in the same one. One's own account is
read where it is written: nothing lags."""


@dataclass
class Stub:
    """A platform that takes every command; nothing of it can be read anywhere yet."""

    freshness: str = "behind"
    announced: list[str] = field(default_factory=list)
    asked_with: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        if request.method == "POST":
            self.announced.append(str(uuid7()))
            position = {"Daman-Position": f"{TOPIC}={self.announced[-1]}"}
            return JSONResponse(ORDERED, headers=position)
        if request.url.path == ME:
            return JSONResponse(WHO)
        if request.url.path == FORM:
            return JSONResponse({"fields": [], "lists": {}})
        self.asked_with.append(request.headers.get("daman-position", ""))
        return JSONResponse({}, 404, headers={"Daman-Freshness": self.freshness})


@dataclass
class Browser:
    """A browser in front of the portal."""

    http: httpx.AsyncClient
    stub: Stub
    engine: AsyncEngine
    form_token: str

    async def fill_in(self, path: str, *, with_file: bool = False) -> httpx.Response:
        """Send a form and go where the answer leads."""
        files = {"file": ("file.xlsx", b"content", "application/octet-stream")}
        data = {**FIELDS, "form_token": self.form_token, "command_id": str(uuid4())}
        sent = await self.http.post(path, data=data, files=files if with_file else None)
        assert sent.status_code == 303, f"{path}: {sent.status_code}"
        return await self.http.get(sent.headers["location"])


def forms() -> dict[str, bool]:
    """The addresses of all forms of signed-in people, and whether a file belongs to them."""
    routes = [one for pages in api.PAGES for one in pages.router.routes]
    return {
        route.path: any(field.name == "file" for field in route.dependant.body_params)
        for route in routes
        if isinstance(route, APIRoute)
        and "POST" in (route.methods or ())
        and route.path not in ELSEWHERE
    }


def address(form: str) -> str:
    """A form's address about some object."""
    filled = form.replace("{day}", "2026-03-20")
    while "{" in filled:
        start, end = filled.index("{"), filled.index("}") + 1
        filled = filled[:start] + ID + filled[end:]
    return filled


@pytest.fixture
async def browser(database: OpenDatabase) -> AsyncIterator[Browser]:
    engine, stub, platform, portal = await database("portal"), Stub(), FastAPI(), FastAPI()
    platform.add_route("/{path:path}", stub.__call__, methods=["GET", "POST"])
    gateway = httpx.AsyncClient(transport=httpx.ASGITransport(platform), base_url="http://gateway")
    for router in api.routers():
        portal.include_router(router)
    portal.state.edge = type("Edge", (), {"engine": engine})()
    portal.state.settings = type("Settings", (), {"secure_cookies": False})()
    portal.state.gateways = Platform(gateway)
    cookie = await sessions.open_session(engine, ORDERED, WHO, {})
    opened = await sessions.find_session(engine, cookie)
    assert opened is not None
    transport = httpx.ASGITransport(portal)
    cookies = {"daman": cookie}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://portal", cookies=cookies
    ) as http:
        yield Browser(http, stub, engine, opened.form_token)
    await gateway.aclose()


@pytest.mark.parametrize(("prefix", "said"), [("", "ar"), ("/en", "en")])
async def test_the_page_after_every_form_asks_for_what_was_ordered(
    browser: Browser, prefix: str, said: str
) -> None:
    notice = getattr(TEXTS["lagging"], said)
    found = forms()
    assert len(found) >= 20
    for form, with_file in found.items():
        browser.stub.asked_with.clear()
        page = await browser.fill_in(prefix + address(form), with_file=with_file)
        assert browser.stub.asked_with, f"{form}: the page after it asked nothing"
        ordered = f"{TOPIC}={browser.stub.announced[-1]}"
        assert all(ordered in one for one in browser.stub.asked_with), form
        assert notice in page.text, form


async def test_a_page_that_has_everything_says_nothing(browser: Browser) -> None:
    browser.stub.freshness = "fresh"
    page = await browser.fill_in("/en/letters")
    assert TEXTS["lagging"].en not in page.text


async def test_signing_in_begins_with_what_it_announced(browser: Browser) -> None:
    answer = await browser.http.post(
        "/en/sign-in/code",
        data={"sign_in_id": ID, "code": "1234", "form_token": browser.form_token},
    )
    opened = await sessions.find_session(browser.engine, answer.cookies["daman"])
    assert opened is not None
    assert opened.positions == {browser.stub.announced[-1]: TOPIC}


async def test_two_forms_at_once_both_count(browser: Browser) -> None:
    """Each of two tabs adds what it ordered to what the other did."""
    events = [str(uuid7()) for _ in range(2)]
    cookie = await sessions.open_session(browser.engine, ORDERED, WHO, {})
    opened = await sessions.find_session(browser.engine, cookie)
    assert opened is not None
    for event in events:
        await sessions.keep_positions(browser.engine, opened.cookie_hash, {event: TOPIC})
    stored = await sessions.find_session(browser.engine, cookie)
    assert stored is not None
    assert stored.positions == dict.fromkeys(events, TOPIC)


def test_a_session_keeps_the_newest_positions() -> None:
    older, newer = "01990000-0000-7000-8000-000000000000", "01999999-0000-7000-8000-{:012}"
    positions = {older: TOPIC} | {newer.format(number): TOPIC for number in range(32)}
    assert older not in newest_of(positions)
    assert len(newest_of(positions)) == 32

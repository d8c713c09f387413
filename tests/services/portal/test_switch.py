"""One person acts for several establishments: for which of them, the page's address says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from services.portal import api, sessions
from services.portal.gateways.platform import Platform
from services.portal.web import ME
from tests.conftest import OpenDatabase

BATCH, INVOICE = str(uuid4()), str(uuid4())


def establishment(number: str) -> dict[str, Any]:
    return {
        "establishment_id": str(uuid4()),
        "number": number,
        "name_ar": f"منشأة {number}",
        "name_en": f"Employer {number}",
        "today": "2026-03-20",
        "sandbox": False,
    }


FIRST, SECOND = establishment("1000001"), establishment("1000002")
DUE = {FIRST["establishment_id"]: "10.000", SECOND["establishment_id"]: "20.500"}


@dataclass
class Stub:
    """A platform on which somebody acts for some establishments; a batch is the second one's."""

    own: list[dict[str, Any]]
    asked: list[str] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        path = request.url.path
        if request.method == "POST":
            self.ordered.append(path)
            return JSONResponse({"batch_id": BATCH})
        self.asked.append(path)
        if path == ME:
            return JSONResponse(self.me)
        if path.endswith("/bill"):
            return JSONResponse({"balance_due": DUE[path.split("/")[-2]]})
        if path.endswith(f"/batches/{BATCH}"):
            return JSONResponse({"establishment": SECOND, "state": "approved"})
        if path.endswith(f"/invoices/{INVOICE}"):
            return JSONResponse({"establishment_id": SECOND["establishment_id"]})
        return JSONResponse({"items": [], "next_cursor": None, "unread": 0})

    @property
    def me(self) -> dict[str, Any]:
        return {"kind": "establishment", "roles": [], "establishments": self.own, "name": "هدى"}


@dataclass
class Browser:
    http: httpx.AsyncClient
    stub: Stub
    form_token: str

    async def get(self, path: str) -> httpx.Response:
        self.stub.asked.clear()
        return await self.http.get(path)

    async def post(self, path: str, acting: dict[str, Any] | None = None) -> httpx.Response:
        data = {"form_token": self.form_token}
        if acting is not None:
            data["acting_for"] = acting["establishment_id"]
        return await self.http.post(path, data=data)


@pytest.fixture
def own() -> list[dict[str, Any]]:
    return [FIRST, SECOND]


@pytest.fixture
async def browser(database: OpenDatabase, own: list[dict[str, Any]]) -> AsyncIterator[Browser]:
    engine, stub, platform, portal = await database("portal"), Stub(own), FastAPI(), FastAPI()
    platform.add_route("/{path:path}", stub.__call__, methods=["GET", "POST"])
    gateway = httpx.AsyncClient(transport=httpx.ASGITransport(platform), base_url="http://gateway")
    for router in api.routers():
        portal.include_router(router)
    portal.state.edge = type("Edge", (), {"engine": engine})()
    portal.state.settings = type("Settings", (), {"secure_cookies": False})()
    portal.state.gateways = Platform(gateway)
    tokens = {"access_token": "token", "refresh_token": "other"}
    cookie = await sessions.open_session(engine, tokens, stub.me, {})
    opened = await sessions.find_session(engine, cookie)
    assert opened is not None
    transport = httpx.ASGITransport(portal)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://portal", cookies={"daman": cookie}
    ) as http:
        yield Browser(http, stub, opened.form_token)
    await gateway.aclose()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/", "/workers", "/bill", "/letters", "/timeline"])
async def test_without_a_choice_there_is_no_page_of_an_establishment(
    browser: Browser, prefix: str, path: str
) -> None:
    answer = await browser.get(f"{prefix}{path}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{prefix}/switch")


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_the_choice_shows_what_is_due_in_each(browser: Browser, prefix: str) -> None:
    page = await browser.get(f"{prefix}/switch")
    for number, due in (("1000001", "10.000"), ("1000002", "20.500")):
        assert f'href="{prefix}/e/{number}/"' in page.text
        assert due in page.text


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("one", [FIRST, SECOND], ids=["first", "second"])
async def test_every_link_of_a_page_stays_with_its_establishment(
    browser: Browser, prefix: str, one: dict[str, Any]
) -> None:
    page = await browser.get(f"{prefix}/e/{one['number']}/batches")
    assert page.status_code == 200
    asked = [path for path in browser.stub.asked if "/establishments/" in path]
    assert asked
    assert all(one["establishment_id"] in path for path in asked)
    assert f'href="{prefix}/e/{one["number"]}/workers"' in page.text
    assert f'href="{prefix}/workers"' not in page.text
    assert f'value="{one["establishment_id"]}"' not in page.text.partition("<main")[0], (
        "signing out is for nobody in particular"
    )
    other = f"/en/e/{one['number']}/batches" if not prefix else f"/e/{one['number']}/batches"
    assert f'href="{other}"' in page.text, "the other language is of the same establishment"


async def test_two_tabs_act_for_two_establishments_side_by_side(browser: Browser) -> None:
    for one in (FIRST, SECOND, FIRST):
        page = await browser.get(f"/en/e/{one['number']}/batches")
        assert one["name_en"] in page.text
    sent = await browser.post(f"/en/e/{SECOND['number']}/workers/stop", acting=SECOND)
    assert sent.headers["location"] == f"/en/e/{SECOND['number']}/batches/{BATCH}"
    assert SECOND["establishment_id"] in browser.stub.ordered[0]


@pytest.mark.parametrize(
    ("path", "acting"),
    [
        (f"/en/e/{FIRST['number']}/workers/stop", SECOND),
        ("/en/workers/stop", FIRST),
    ],
    ids=["of another", "of none any more"],
)
async def test_a_form_of_another_establishment_stops(
    browser: Browser, path: str, acting: dict[str, Any]
) -> None:
    stopped = await browser.post(path, acting=acting)
    assert stopped.status_code == 409
    assert "Nothing was done" in stopped.text
    assert "/switch" in stopped.text
    assert browser.stub.ordered == []


@pytest.mark.parametrize("path", [f"batches/{BATCH}", f"invoices/{INVOICE}"])
async def test_what_is_anothers_is_not_shown_under_this_name(browser: Browser, path: str) -> None:
    stopped = await browser.get(f"/en/e/{FIRST['number']}/{path}")
    assert stopped.status_code == 409
    asked_first = await browser.get(f"/en/{path}")
    assert asked_first.headers["location"] == "/en/switch"


@pytest.mark.parametrize("path", ["workers", "batches", "account", f"batches/{BATCH}"])
async def test_an_establishment_that_is_not_his_is_not_there(browser: Browser, path: str) -> None:
    assert (await browser.get(f"/en/e/9999999/{path}")).status_code == 404


class TestOneAlone:
    @pytest.fixture
    def own(self) -> list[dict[str, Any]]:
        return [FIRST]

    async def test_needs_no_choice(self, browser: Browser) -> None:
        page = await browser.get("/en/batches")
        assert page.status_code == 200
        assert "/switch" not in page.text
        assert f'href="{"/en/workers"}"' in page.text

    async def test_its_old_form_stops_once_he_acts_for_another(self, browser: Browser) -> None:
        stopped = await browser.post("/en/workers/stop", acting=SECOND)
        assert stopped.status_code == 409
        assert browser.stub.ordered == []

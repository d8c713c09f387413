"""The gateway as it runs: who is let through, how often, and what a service is told of him."""

import asyncio
import http.client
import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

from chassis.http.headers import CLIENT_HEADER
from deploy.gateway.configuration import API_SERVICES, BODY_BYTES, LIMITED, configuration
from deploy.local.environment import on_this_machine
from deploy.local.machine import free_base
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, HOST, Place
from deploy.local.plan import envoy
from tests.chassis.waiting import eventually

SIGN_INS, RECOVERIES = "/api/identity/v1/sign-ins", "/api/identity/v1/recoveries"
DRAFTS, DRAFTED = "/api/identity/v1/enrolment-drafts", "/v1/enrolment-drafts"
PARTS = ("/document", "/answers")
FEW = 5
AT_ONCE = next(limit[0] for _, name, limit in LIMITED if name == "sign-ins")
STRANGER = "203.0.113.9"


class Echo(BaseHTTPRequestHandler):
    """A service that answers what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []
    wbufsize = -1  # one packet an answer: in two they wait for each other

    def do_GET(self) -> None:
        """The request's path and headers."""
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.asked.append(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({"path": self.path, "headers": headers}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def echoing(port: int) -> Iterator[None]:
    server = ThreadingHTTPServer((HOST, port), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("gateway")
    place = Place(folder, CHECKOUT / ".cache", free_base())
    file = folder / "envoy.json"
    written = configuration(on_this_machine(place))
    _allow_few_together(written)
    file.write_text(json.dumps(written))
    options = ("--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error")
    with ExitStack() as services:
        for name in SERVICES:
            services.enter_context(echoing(place.port(name)))
        process = subprocess.Popen([envoy(), "-c", str(file), *options])
        yield place
        process.terminate()
        process.wait()


def _allow_few_together(written: dict[str, Any]) -> None:
    """A test cannot ask as often as all addresses together may; of recoveries it can."""
    for listener in written["static_resources"]["listeners"]:
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        for route in manager["route_config"]["virtual_hosts"][0]["routes"]:
            if route["match"].get("prefix") == RECOVERIES:
                bucket = route["typed_per_filter_config"]["rate"]["token_bucket"]
                bucket.update(max_tokens=FEW, tokens_per_fill=1)


@pytest.fixture
async def gateway(running: Place) -> Place:
    """Ready, with as many requests allowed as at its start."""

    async def answers() -> bool:
        with socket.socket() as trial:
            return trial.connect_ex((HOST, running.port("gateway-inside"))) == 0

    await eventually("the gateway listens", answers)
    return running


def outside(place: Place) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=place.url)


def inside(place: Place) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://{HOST}:{place.port('gateway-inside')}")


async def told(client: httpx.AsyncClient, path: str = "/", **headers: str) -> dict[str, str]:
    """The headers that the service behind the gateway saw."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await client.get(path, headers=sent)
    found: dict[str, str] = answer.json()["headers"]
    return found


class TestClientAddress:
    async def test_is_that_of_the_connection(self, gateway: Place) -> None:
        async with outside(gateway) as client:
            assert (await told(client))[CLIENT_HEADER] == HOST

    @pytest.mark.parametrize("header", ["x-forwarded-for", CLIENT_HEADER, "forwarded", "x-real-ip"])
    async def test_is_not_what_somebody_outside_says(self, gateway: Place, header: str) -> None:
        async with outside(gateway) as client:
            assert (await told(client, **{header: STRANGER}))[CLIENT_HEADER] == HOST

    async def test_is_what_the_portal_says_inside(self, gateway: Place) -> None:
        async with inside(gateway) as client:
            seen = await told(client, x_forwarded_for=STRANGER)
            assert seen[CLIENT_HEADER] == STRANGER
            longer = await told(client, x_forwarded_for=f"198.51.100.1, {STRANGER}")
            assert longer[CLIENT_HEADER] == STRANGER, "the last one is the gateway's own word"

    async def test_who_calls_from_inside_is_never_named_from_outside(self, gateway: Place) -> None:
        async with outside(gateway) as client:
            assert "x-daman-caller" not in await told(client, x_daman_caller="portal")


class TestLimits:
    async def ask(self, client: httpx.AsyncClient, times: int, address: str) -> list[int]:
        headers = {"x-forwarded-for": address}
        asked = (client.post(SIGN_INS, headers=headers) for _ in range(times))
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    async def test_one_address_that_asks_too_often_waits_alone(self, gateway: Place) -> None:
        async with inside(gateway) as client:
            asked = await self.ask(client, 3 * AT_ONCE, STRANGER)
            assert asked.count(200) >= AT_ONCE
            assert 429 in asked
            assert await self.ask(client, 5, "203.0.113.10") == [200] * 5

    async def test_a_refusal_is_said_in_both_languages(self, gateway: Place) -> None:
        async with inside(gateway) as client:
            address = {"x-forwarded-for": "203.0.113.11"}
            asked = (client.post(SIGN_INS, headers=address) for _ in range(3 * AT_ONCE))
            refused = next(one for one in await asyncio.gather(*asked) if one.status_code == 429)
            assert refused.json()["type"] == "urn:daman:refusal:too-many"
            assert refused.json()["title_ar"]

    async def test_all_together_have_a_limit_too(self, gateway: Place) -> None:
        async with inside(gateway) as client:
            asked = (
                client.post(RECOVERIES, headers={"x-forwarded-for": f"198.51.100.{number}"})
                for number in range(5 * FEW)
            )
            assert 429 in {answer.status_code for answer in await asyncio.gather(*asked)}


class TestEnrolments:
    """A new establishment is enrolled by somebody who has no account yet."""

    @pytest.mark.parametrize("path", ["", "/resume", "/answers", "/document", "/send"])
    async def test_a_draft_needs_no_token(self, gateway: Place, path: str) -> None:
        async with outside(gateway) as client:
            answer = await client.post(f"{DRAFTS}{path}")
            assert (answer.status_code, answer.json()["path"]) == (200, f"{DRAFTED}{path}")

    async def test_the_branch_needs_one(self, gateway: Place) -> None:
        async with outside(gateway) as client:
            assert (await client.get("/api/identity/v1/enrolments")).status_code == 401

    async def test_only_the_proof_may_be_large(self, gateway: Place) -> None:
        async with outside(gateway) as client:
            content = b"x" * (BODY_BYTES + 1)
            asked = [await client.post(f"{DRAFTS}{one}", content=content) for one in PARTS]
            assert [one.status_code for one in asked] == [200, 413]

    async def test_proofs_of_one_address_are_counted(self, gateway: Place) -> None:
        async with inside(gateway) as client:
            address = {"x-forwarded-for": "203.0.113.12"}
            asked = (client.post(f"{DRAFTS}/document", headers=address) for _ in range(40))
            assert 429 in {one.status_code for one in await asyncio.gather(*asked)}


class TestUploads:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/workbooks", 200),
            ("/en/e/1004317/workbooks", 200),
            ("/e/1004317/establishment/changes", 200),
            ("/en/register/establishment/address", 200),
            ("/en/register/establishment/owners", 413),
            ("/e/1004317/batches", 413),
            ("/e/x/workbooks", 413),
        ],
    )
    async def test_only_forms_with_a_file_may_be_large(
        self, gateway: Place, path: str, status: int
    ) -> None:
        async with outside(gateway) as client:
            answer = await client.post(path, content=b"x" * (BODY_BYTES + 1))
            assert answer.status_code == status


class TestRoutes:
    @pytest.mark.parametrize("name", API_SERVICES)
    async def test_without_a_token_nothing_is_answered(self, gateway: Place, name: str) -> None:
        async with outside(gateway) as client:
            assert (await client.get(f"/api/{name}/v1/anything")).status_code == 401

    @pytest.mark.parametrize("listener", ["gateway", "gateway-inside"])
    @pytest.mark.parametrize("path", ["internal/v1/codes", "metrics", "livez", "readyz"])
    async def test_what_is_not_for_outside_is_not_there(
        self, gateway: Place, listener: str, path: str
    ) -> None:
        Echo.asked.clear()
        address = (HOST, gateway.port(listener))
        for disguised in (
            f"/{path}",
            f"/{path}?format=text",
            f"//{path}",
            f"/./{path}",
            f"/%{ord(path[0]):x}{path[1:]}",
            f"/hub/../{path}",
            f"/hub/..%2f{path}",
            f"/api/letters/{path}",
            f"/api/letters/v1/../{path}",
            f"/api/letters/v1/verifications/../../../../{path}",
            f"/api/identity/v1/%2e%2e/{path}",
        ):
            await asyncio.to_thread(status, address, disguised)
        assert await asyncio.to_thread(status, address, f"/{path}") == 404
        reached = {one.partition("?")[0] for one in Echo.asked}
        assert f"/{path}" not in reached
        assert await asyncio.to_thread(status, address, "/sign-in") == 200
        assert "/sign-in" in Echo.asked, "pages do come through"


def status(address: tuple[str, int], path: str) -> int:
    """The answer to exactly this path: other clients tidy it up first."""
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()

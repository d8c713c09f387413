"""The gateway, running as on the local stack, before services that answer everything."""

import asyncio
import http.client
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from deploy.gateway.configuration import configuration
from deploy.local.environment import on_this_machine
from deploy.local.machine import free_base
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, HOST, Place
from deploy.local.plan import envoy
from tests.chassis.waiting import eventually


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, CHECKOUT / ".cache", free_base())


@pytest.fixture
def asked(place: Place) -> Iterator[list[str]]:
    """The addresses that services were asked for behind the gateway."""
    paths: list[str] = []

    class Anything(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    servers = [ThreadingHTTPServer((HOST, place.port(name)), Anything) for name in SERVICES]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield paths
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
async def gateway(place: Place, asked: list[str]) -> AsyncIterator[tuple[str, int]]:
    file = place.state / "envoy.json"
    file.write_text(json.dumps(configuration(on_this_machine(place))))
    options = ("--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error")
    running = await asyncio.create_subprocess_exec(envoy(), "-c", str(file), *options)
    try:
        await eventually("the gateway answers", lambda: _is_up(place))
        yield HOST, place.port("gateway")
    finally:
        running.terminate()
        await running.wait()


async def _is_up(place: Place) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"http://{place.address('gateway-admin')}/ready")).is_success
        except httpx.TransportError:
            return False


def status(gateway: tuple[str, int], path: str) -> int:
    """The answer to exactly this address: other clients tidy it up first."""
    connection = http.client.HTTPConnection(*gateway, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


ABOUT_A_PROCESS = ("metrics", "livez", "readyz")


class TestWhatIsForTheHouseOnly:
    async def test_does_not_come_from_outside(
        self, gateway: tuple[str, int], asked: list[str]
    ) -> None:
        assert status(gateway, "/sign-in") == 200
        assert "/sign-in" in asked, "pages do"
        for name in ABOUT_A_PROCESS:
            assert status(gateway, f"/{name}") == 404
            assert status(gateway, f"/{name}?format=text") == 404
            for path in (
                f"//{name}",
                f"/./{name}",
                f"/%{ord(name[0]):x}{name[1:]}",
                f"/hub/../{name}",
                f"/hub/..%2f{name}",
                f"/api/letters/{name}",
                f"/api/letters/v1/../{name}",
                f"/api/letters/v1/verifications/../../../../{name}",
            ):
                status(gateway, path)
        reached = {path.partition("?")[0] for path in asked}
        assert reached.isdisjoint(f"/{name}" for name in ABOUT_A_PROCESS)

"""What tests share: a real PostgreSQL, started once, and a fresh migrated database a test."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import migrations
from chassis.clock import BusinessClock
from chassis.database import create_engine
from deploy.local import postgres as server
from deploy.local.databases import make_databases
from deploy.local.keys import make_keys, password_of
from deploy.local.machine import free_base
from deploy.local.place import CHECKOUT, HOST, Place

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
"""The instant of tests: a Friday in March 2026, noon in Amman."""

OpenDatabase = Callable[[str], Awaitable[AsyncEngine]]


@dataclass
class Server:
    """A PostgreSQL of this test run: one migrated template a service, copied for each test."""

    place: Place
    migrated: set[str] = field(default_factory=set)
    made: int = 0

    async def copy(self, service: str) -> str:
        """A fresh database of a service; its name."""
        if service not in self.migrated:
            folder = CHECKOUT / "services" / service
            owner_url = self.url(f"{service}_owner", service)
            await asyncio.to_thread(migrations.upgrade, folder, owner_url)
            self.migrated.add(service)
        self.made += 1
        name = f"{service}_{self.made}"
        await self.execute(f"create database {name} template {service} owner {service}_owner")
        return name

    async def drop(self, name: str) -> None:
        """Remove a database with whoever is still connected to it."""
        await self.execute(f"drop database {name} with (force)")

    async def execute(self, statement: str) -> None:
        """One statement as the superuser."""
        connection = await asyncpg.connect(self.url("postgres", "postgres"), ssl=False)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role."""
        password = password_of(self.place.keys, role)
        return f"postgresql://{role}:{password}@{self.place.address('postgres')}/{database}"


def _start(place: Place) -> subprocess.Popen[bytes]:
    make_keys(place.keys)
    subprocess.run(server.make_command(place), check=True, capture_output=True)
    # A test's data need not survive a power cut.
    command = (*server.serve_command(place), "-c", "fsync=off", "-c", "full_page_writes=off")
    with (place.state / "postgres.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    until = time.monotonic() + 60
    while subprocess.run(server.ready_command(place), check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((place.state / "postgres.log").read_text()[-2000:])
        time.sleep(0.05)
    return process


@contextmanager
def running_server(state: Path) -> Iterator[Server]:
    """A PostgreSQL of its own in a folder, for as long as the block runs."""
    server.check_namespace()
    place = Place(state=state, cache=CHECKOUT / ".cache", port_base=free_base())
    process = _start(place)
    try:
        asyncio.run(make_databases(place, HOST, place.port("postgres")))
        yield Server(place)
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("state")) as started:
        yield started


def url_of(engine: AsyncEngine) -> str:
    """The address of an engine's database, with the password, for a driver of one's own."""
    return engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")


@pytest.fixture
async def database(postgres: Server) -> AsyncIterator[OpenDatabase]:
    """A function from a service's name to an engine on a fresh database, as the service's role."""
    opened: list[tuple[AsyncEngine, str]] = []

    async def open_database(service: str) -> AsyncEngine:
        name = await postgres.copy(service)
        engine = create_engine(postgres.url(service, name), application="test")
        opened.append((engine, name))
        return engine

    yield open_database
    for engine, name in opened:
        await engine.dispose()
        await postgres.drop(name)


@pytest.fixture
def business_clock() -> BusinessClock:
    return BusinessClock()

"""Parts of the local stack for one measurement: in a folder of its own, as `make up` has them."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.local import kafka, postgres
from deploy.local.keys import SUPERUSER, make_keys, password_of
from deploy.local.machine import free_base
from deploy.local.parts import Part
from deploy.local.place import CHECKOUT, Place
from deploy.local.plan import plan
from deploy.local.supervisor import Supervisor

START_SECONDS = 120
CACHE = CHECKOUT / ".cache"


@dataclass(frozen=True)
class Stand:
    """Running parts and where they are."""

    place: Place
    seconds: float
    """From the start of the first part until all were ready."""

    @property
    def kafka(self) -> str:
        """The broker's address."""
        return self.place.address("kafka")

    def database(self, service: str, role: str = SUPERUSER) -> str:
        """The address of a service's migrated database; its own role has the service's name."""
        password = password_of(self.place.keys, role)
        return f"postgresql://{role}:{password}@{self.place.address('postgres')}/{service}"

    @asynccontextmanager
    async def connect(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        """The superuser's session in a service's database, to prepare and to count."""
        connection = await asyncpg.connect(self.database(service), ssl=False)
        try:
            yield connection
        finally:
            await connection.close()


@asynccontextmanager
async def stand(*names: str) -> AsyncIterator[Stand]:
    """The named parts and all they wait for; everything is gone afterwards."""
    postgres.check_namespace()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        place = Place(state=Path(folder), cache=CACHE, port_base=free_base())
        for name in ("logs", "traces", "files"):
            (place.state / name).mkdir()
        make_keys(place.keys)
        parts = plan(place, kafka.prepare(place, print))
        supervisor = Supervisor(place, _with_their_needs(parts, names))
        began = time.monotonic()
        supervisor.start()
        try:
            await _all_ready(supervisor, place)
            yield Stand(place, time.monotonic() - began)
        finally:
            await supervisor.stop()


async def _all_ready(supervisor: Supervisor, place: Place) -> None:
    try:
        await asyncio.wait_for(supervisor.ready(), START_SECONDS)
    except TimeoutError:
        for log in place.logs.glob("*.log"):
            print(f"== {log.stem}\n{log.read_text(errors='replace')[-1000:]}")
        raise


def _with_their_needs(parts: list[Part], names: tuple[str, ...]) -> list[Part]:
    """The named parts with everything they come after, in the plan's order."""
    by_name = {part.name: part for part in parts}
    wanted: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting += by_name[name].after
    return [part for part in parts if part.name in wanted]

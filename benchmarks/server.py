"""A PostgreSQL of a measurement: made in a folder of its own, with the settings of `make up`."""

import asyncio
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from chassis import migrations
from deploy.local import postgres
from deploy.local.databases import make_databases
from deploy.local.keys import make_keys, password_of
from deploy.local.place import CHECKOUT, HOST, Place

START_SECONDS = 60


@asynccontextmanager
async def database(service: str) -> AsyncIterator[str]:
    """The address of a service's migrated database; everything is gone afterwards."""
    postgres.check_namespace()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        place = Place(state=Path(folder), cache=CHECKOUT / ".cache", port_base=_free_base())
        make_keys(place.keys)
        process = await asyncio.to_thread(_start, place)
        try:
            await make_databases(place, HOST, place.port("postgres"))
            owner = _url(place, f"{service}_owner", service)
            await asyncio.to_thread(migrations.upgrade, CHECKOUT / "services" / service, owner)
            yield _url(place, service, service)
        finally:
            process.send_signal(signal.SIGINT)  # SIGTERM would wait for sessions
            await asyncio.to_thread(process.wait, 30)


def _start(place: Place) -> "subprocess.Popen[bytes]":
    subprocess.run(postgres.make_command(place), check=True, capture_output=True)
    with (place.state / "postgres.log").open("wb") as log:
        process = subprocess.Popen(
            postgres.serve_command(place), stdout=log, stderr=log, start_new_session=True
        )
    until = time.monotonic() + START_SECONDS
    while subprocess.run(postgres.ready_command(place), check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((place.state / "postgres.log").read_text()[-2000:])
        time.sleep(0.05)
    return process


def _free_base() -> int:
    """A port base whose PostgreSQL port is free."""
    for base in range(31_000, 39_000, 100):
        with socket.socket() as trial:
            if trial.connect_ex((HOST, base + 32)) != 0:
                return base
    raise RuntimeError("no free port between 31032 and 38932")


def _url(place: Place, role: str, database_name: str) -> str:
    password = password_of(place.keys, role)
    return f"postgresql://{role}:{password}@{place.address('postgres')}/{database_name}"

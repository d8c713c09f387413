"""The stack of the lab with what stands around it: proxies, a small disk, clocks of its own."""

import asyncio
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.local import postgres
from deploy.local.keys import make_keys
from deploy.local.parts import SERVICES
from deploy.local.place import HOST, CannotStart, Place
from tests.faults.proxy import Proxy
from tests.faults.stack import ALTERATIONS, Alterations, FaultStack

OFFSETS = {"postgres": 40, "kafka": 41}
"""Where the proxies listen: beside the ports of the stack."""

CLOCKED = "letters"
"""The service whose clock jumps."""

READY_SECONDS = 3


def faketime() -> Path:
    """The library that moves a process's clock."""
    for folder in ("/usr/lib", "/usr/local/lib"):
        for found in Path(folder).rglob("libfaketime.so.1"):
            return found
    raise CannotStart("libfaketime is missing: install it (Debian: apt-get install faketime)")


@dataclass
class Surroundings:
    """Everything that the faults can get hold of."""

    stack: FaultStack
    proxies: Mapping[str, Proxy] = field(default_factory=dict)

    @classmethod
    async def around(cls, place: Place, disk: str) -> "Surroundings":
        """Started: the proxies first, for the services go through them. `disk` is its size."""
        made = cls(FaultStack(place))
        made.proxies = {
            name: Proxy(HOST, place.port(name), place.port_base + offset)
            for name, offset in OFFSETS.items()
        }
        for proxy in made.proxies.values():
            await proxy.start()
        (place.state / "clocks").mkdir(parents=True, exist_ok=True)
        made.clock_of(CLOCKED).write_text("+0")
        make_keys(place.keys)
        await asyncio.to_thread(_small_disk, place, disk)
        made._alter()
        try:
            await asyncio.to_thread(made.stack.start)
        except CannotStart:
            await made.end()
            raise
        return made

    def _alter(self) -> None:
        place = self.stack.place
        altered = Alterations(
            ports={str(place.port(name)): proxy.port for name, proxy in self.proxies.items()},
            environment={
                CLOCKED: {
                    "LD_PRELOAD": str(faketime()),
                    "FAKETIME_TIMESTAMP_FILE": str(self.clock_of(CLOCKED)),
                    "FAKETIME_NO_CACHE": "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                    "DONT_FAKE_MONOTONIC": "1",
                }
            },
            twins=["billing"],
        )
        (place.state / ALTERATIONS).write_text(json.dumps(altered.__dict__))

    def clock_of(self, part: str) -> Path:
        """The file that says how far a service's clock is from the true one."""
        return self.stack.place.state / "clocks" / part

    async def everybody_is_ready(self) -> bool:
        """Whether each service says that all its parts move."""
        place = self.stack.place
        async with httpx.AsyncClient(timeout=READY_SECONDS) as http:
            try:
                answers = await asyncio.gather(
                    *(http.get(f"http://{place.address(name)}/readyz") for name in SERVICES)
                )
            except httpx.TransportError:
                return False
        return all(one.is_success for one in answers)

    async def end(self) -> None:
        """Stop everything and give the disk back."""
        await asyncio.to_thread(self.stack.stop)
        for proxy in self.proxies.values():
            await proxy.stop()
        unmount = ["umount", str(postgres.data_folder(self.stack.place))]
        await asyncio.to_thread(_run, unmount, "the small disk is in use")


def _small_disk(place: Place, size: str) -> None:
    """A small disk in memory, and a new database on it."""
    folder = postgres.data_folder(place)
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)]
    _run(mount, "a small disk needs root")
    shell, option, _, *words = postgres.make_command(place)
    kept = 'folder="$1" && shift && "$@" && : > "$folder/made"'
    _run([shell, option, kept, *words], "initdb on the small disk")


def _run(command: Sequence[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{what}: {done.stderr.strip()}")

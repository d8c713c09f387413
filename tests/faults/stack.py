"""A local stack whose services carry traps: `python -m tests.faults.stack` is its supervisor."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from deploy.local import kafka
from deploy.local.__main__ import prepare, spawn_supervisor, status_of
from deploy.local.parts import SERVICES, Part
from deploy.local.place import (
    HOST,
    CannotStart,
    Place,
    place_from_environment,
    python,
)
from deploy.local.plan import plan
from deploy.local.supervisor import Supervisor
from tests.faults.launcher import FOLDER, NAME
from tests.faults.traps import Trap, arm, armed

START_SECONDS, LOOK_SECONDS = 180, 0.05
ALTERATIONS = "alterations.json"
TWIN_OFFSET = 42
"""The port of a twin lies so far above the base."""


@dataclass(frozen=True)
class Alterations:
    """In what the stack of the lab differs from another one; stands in a file of its state."""

    ports: Mapping[str, int] = field(default_factory=dict)
    """Proxies: from the true port to the one by which the services go."""

    environment: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    twins: Sequence[str] = ()
    """Services whose consumers run a second time."""


def altered(place: Place, parts: Sequence[Part]) -> list[Part]:
    """The parts of a stack; what is a service's own runs under the launcher."""
    file = place.state / ALTERATIONS
    found = Alterations(**json.loads(file.read_text())) if file.exists() else Alterations()
    _advertise(place, found.ports)
    services = [_altered(_trapped(place, part), found) for part in parts]
    return [*services, *(_twin(place, one) for one in services if one.name in found.twins)]


def _advertise(place: Place, ports: Mapping[str, int]) -> None:
    """Kafka names the proxy's port to its clients."""
    settings = place.state / "kafka.properties"
    port = str(place.port("kafka"))
    if port in ports:
        lines = settings.read_text().splitlines()
        told = [
            line.replace(f":{port}", f":{ports[port]}") if line.startswith("advertised.") else line
            for line in lines
        ]
        settings.write_text("\n".join(told))


def _altered(part: Part, found: Alterations) -> Part:
    if part.name not in SERVICES:
        return part
    environment = {**part.environment, **found.environment.get(part.name, {})}
    for name in ("DAMAN_DATABASE_URL", "DAMAN_KAFKA"):
        for port, proxy in found.ports.items():
            environment[name] = environment[name].replace(f":{port}", f":{proxy}")
    return replace(part, environment=environment)


def _twin(place: Place, part: Part) -> Part:
    """A second process with a service's consumers alone."""
    port = place.port_base + TWIN_OFFSET
    name = f"{part.name}-twin"
    own = {"DAMAN_PORT": str(port), "DAMAN_INSTANCE": "1", NAME: name}
    return replace(
        part,
        name=name,
        command=(*part.command, "--only", "consumers"),
        environment={**part.environment, **own},
        port=port,
        health=f"http://{HOST}:{port}/readyz",
    )


def _trapped(place: Place, part: Part) -> Part:
    words = list(part.command)
    module = words[2] if len(words) > 2 else ""
    if not module.startswith("services."):
        return part
    command = python("-m", "tests.faults.launcher", module.partition(".")[2], *words[3:])
    environment = {**part.environment, FOLDER: str(place.state / "traps")}
    return replace(part, command=command, environment=environment)


@dataclass
class FaultStack:
    """A running stack with traps."""

    place: Place
    supervisor: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until every part is ready; `CannotStart` with the last words of one."""
        prepare(self.place)
        self.supervisor = spawn_supervisor(self.place, "tests.faults.stack")
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until every part is ready or done."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            status = status_of(self.place)
            if status and all(one["state"] in ("ready", "done") for one in status.values()):
                return
            time.sleep(LOOK_SECONDS)
        waiting = {
            name: self._problems(name)
            for name, one in status.items()
            if one["state"] not in ("ready", "done")
        }
        raise CannotStart(f"not ready after {START_SECONDS} s: {waiting}")

    def _problems(self, name: str) -> object:
        """What a part itself says of it."""
        if name not in SERVICES:
            return "not ready"
        try:
            answer = httpx.get(f"http://{self.place.address(name)}/readyz")
        except httpx.TransportError as error:
            return repr(error)
        return answer.json()["problems"]

    def stop(self) -> None:
        """Stop every part."""
        assert self.supervisor is not None, "it was started"
        self.supervisor.terminate()
        self.supervisor.wait(START_SECONDS)

    def pid(self, part: str) -> int | None:
        """The process of a part, if it runs."""
        found = status_of(self.place)[part]["pid"]
        return None if found is None else int(found)

    def kill(self, part: str) -> None:
        """SIGKILL of a part that runs; the supervisor starts it again."""
        pid = self.pid(part)
        assert pid is not None, f"{part} does not run"
        os.killpg(pid, signal.SIGKILL)

    def take_away(self, part: str) -> None:
        """SIGKILL of a part, which stays away until it is given back."""
        (self.place.state / "held" / part).touch()
        self.kill(part)

    def give_back(self, part: str) -> None:
        """Let a part start again."""
        (self.place.state / "held" / part).unlink()

    @property
    def traps(self) -> Path:
        """The folder of the traps."""
        return self.place.state / "traps"

    def arm(self, trap: Trap) -> None:
        """Set a trap for a service."""
        arm(self.traps, trap)

    def armed(self) -> list[str]:
        """Services whose trap has not sprung."""
        return armed(self.traps)


async def _run(supervisor: Supervisor) -> None:
    """Until it is told to stop, or whoever started it is gone: nobody else would."""
    watching = asyncio.create_task(_stop_with(os.getppid()))
    await supervisor.run()
    watching.cancel()


async def _stop_with(parent: int) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run the stack of this place."""
    place = place_from_environment()
    (place.state / "supervisor.pid").write_text(str(os.getpid()))
    parts = altered(place, plan(place, kafka.kafka(place)))
    asyncio.run(_run(Supervisor(place, parts)))
    (place.state / "supervisor.pid").unlink()


if __name__ == "__main__":
    main()

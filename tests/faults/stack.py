"""A local stack whose services carry traps: `python -m tests.faults.stack` is its supervisor."""

import asyncio
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local import kafka, machine
from deploy.local.__main__ import status_of
from deploy.local.keys import make_keys
from deploy.local.parts import SERVICES, Part
from deploy.local.place import (
    CHECKOUT,
    CannotStart,
    Place,
    child_environment,
    place_from_environment,
    python,
)
from deploy.local.plan import plan
from deploy.local.supervisor import Supervisor
from tests.faults.launcher import FOLDER
from tests.faults.traps import Trap, arm, armed

START_SECONDS, LOOK_SECONDS = 180, 0.05
FOLDERS = ("logs", "held", "traces", "files", "simulators", "traps")


def with_traps(place: Place, parts: Sequence[Part]) -> list[Part]:
    """The parts of a stack; what is a service's own runs under the launcher."""
    return [_trapped(place, part) for part in parts]


def _trapped(place: Place, part: Part) -> Part:
    words = list(part.command)
    module = words[2] if len(words) > 2 else ""  # noqa: PLR2004 - python -m MODULE
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
        for folder in FOLDERS:
            (self.place.state / folder).mkdir(parents=True, exist_ok=True)
        (self.place.state / "status.json").unlink(missing_ok=True)
        machine.check(self.place)
        make_keys(self.place.keys)
        kafka.prepare(self.place, print)
        with (self.place.logs / "supervisor.log").open("ab") as log:
            self.supervisor = subprocess.Popen(
                python("-m", "tests.faults.stack"),
                cwd=CHECKOUT,
                env=child_environment(self._where()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()

    def _where(self) -> dict[str, str]:
        return {
            "DAMAN_STATE": str(self.place.state),
            "DAMAN_CACHE": str(self.place.cache),
            "DAMAN_PORT_BASE": str(self.place.port_base),
        }

    def wait_until_ready(self) -> None:
        """Wait until every part is ready or done."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            status = status_of(self.place)
            if status and all(one["state"] in ("ready", "done") for one in status.values()):
                return
            time.sleep(LOOK_SECONDS)
        waiting = {n: one["state"] for n, one in status.items() if one["state"] != "ready"}
        raise CannotStart(f"not ready after {START_SECONDS} s: {waiting}")

    def stop(self) -> None:
        """Stop every part."""
        assert self.supervisor is not None, "it was started"
        self.supervisor.terminate()
        self.supervisor.wait(START_SECONDS)

    def pid(self, part: str) -> int | None:
        """The process of a part, if it runs."""
        found = status_of(self.place)[part]["pid"]
        return None if found is None else int(found)

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


def main() -> None:
    """Run the stack of this place."""
    place = place_from_environment()
    (place.state / "supervisor.pid").write_text(str(os.getpid()))
    parts = with_traps(place, plan(place, kafka.kafka(place)))
    asyncio.run(Supervisor(place, parts).run())
    (place.state / "supervisor.pid").unlink()


if __name__ == "__main__":
    main()

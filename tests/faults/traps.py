"""Traps: where a process is to be killed, and once it was, that it was.

A trap is a file in a folder of the stack's state. A process that comes by its point takes the file
away and kills itself by SIGKILL: nothing of it runs any further, as if the machine had done it.
"""

import json
import os
import signal
from dataclasses import asdict, dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Trap:
    """One death: of a service, at a point, on the way of what `about` is part of."""

    service: str
    point: str
    about: str = ""
    """Part of the request, the event types or the kind of job at hand; empty for any."""

    passes: int = 0
    """How often the point is passed alive before."""

    by: int = signal.SIGKILL
    """The signal: SIGKILL, or SIGSTOP for a process that is to sleep and wake up later."""

    def __str__(self) -> str:
        return f"{self.service} {self.point} {self.about}".rstrip()


def arm(folder: Path, trap: Trap) -> None:
    """Set a trap; a service has one at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{trap.service}"
    draft.write_text(json.dumps(asdict(trap)))
    draft.replace(folder / f"{trap.service}.armed")


def disarm(folder: Path, service: str) -> bool:
    """Take a trap away; whether it was still there."""
    file = folder / f"{service}.armed"
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


def armed(folder: Path) -> list[str]:
    """The services whose trap has not sprung."""
    return sorted(one.stem for one in folder.glob("*.armed"))


@dataclass
class Traps:
    """The traps as one process sees them."""

    folder: Path
    service: str

    def waits_at(self, point: str, about: str = "") -> bool:
        """Whether this is where the process is to die; counts the passes before."""
        file = self.folder / f"{self.service}.armed"
        if not file.exists():
            return False
        trap = _read(file)
        if trap.point != point or trap.about not in about:
            return False
        if trap.passes:
            arm(self.folder, replace(trap, passes=trap.passes - 1))
            return False
        return True

    def pass_by(self, point: str, about: str = "") -> None:
        """Go on, or die here."""
        if self.waits_at(point, about):
            self.die()

    def die(self) -> None:
        """The end of this process, or its sleep."""
        file = self.folder / f"{self.service}.armed"
        by = _read(file).by
        file.rename(self.folder / f"{self.service}.sprung")
        os.kill(os.getpid(), by)


def _read(file: Path) -> Trap:
    return Trap(**json.loads(file.read_text()))

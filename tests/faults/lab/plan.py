"""The faults of a run: which are drawn, and in which order they strike."""

import random
from collections.abc import Awaitable, Callable, Sequence

from tests.faults.catalogue import BOOK, DECIDED, HUB, SENT
from tests.faults.lab import faults
from tests.faults.lab.faults import Happened
from tests.faults.lab.surroundings import CLOCKED, Surroundings
from tests.faults.traps import Trap

KILLED = ("movements", "billing", "payroll", "identity", "notifications", "billing-twin", "gateway")
AIMED = (
    Trap("billing", "command.before-commit", HUB),
    Trap("billing", "command.after-commit", HUB),
    Trap("billing", "relay.before-send", "PaymentReceived"),
    Trap("billing", "relay.before-acknowledgement", "PaymentReceived"),
    Trap("billing", "relay.before-delete", "PaymentReceived"),
    Trap("billing", "slice.before-commit"),
    Trap("billing", "slice.after-commit"),
    Trap("billing-twin", "slice.before-commit"),
    Trap("movements", "command.after-commit", SENT),
    Trap("movements", "command.before-commit", DECIDED),
    Trap("movements", "relay.before-send", "CoverageStarted"),
    Trap("movements", "relay.before-acknowledgement", "CoverageStarted"),
    Trap("movements", "relay.before-delete", "CoverageStarted"),
    Trap("movements", "last-step.before-commit", BOOK),
    Trap("movements", "last-step.after-commit", BOOK),
    Trap("payroll", "slice.before-commit"),
    Trap("payroll", "slice.after-commit"),
    Trap("notifications", "slice.after-commit"),
    Trap("notifications", "slice.before-commit"),
)
"""Kills in the middle of something: of these every second one is drawn."""
SERVERS = ("kafka", "postgres")
KILLS = (*SERVERS, "kill-cut-off")
"""Kinds of faults that are kills too."""

A_SERVER_IN = 10
"""Where servers alone are killed beside services, every so many a kill is one of a server."""

Act = Callable[[Surroundings], Awaitable[Happened]]
OTHERS: dict[str, Act] = {
    "kafka": lambda around: faults.killed(around, "kafka"),
    "postgres": faults.postgres_immediate,
    "stop": lambda around: faults.stopped(around, "billing"),
    "cut-postgres": lambda around: faults.cut(around, "postgres"),
    "cut-kafka": lambda around: faults.cut(around, "kafka"),
    "kill-cut-off": lambda around: faults.killed_cut_off(around, "billing", "kafka"),
    "drip": lambda around: faults.drip(around, "postgres"),
    "disk-full": faults.disk_full,
    "clock-jump": lambda around: faults.clock_jump(around, CLOCKED),
}


def acts(
    chance: random.Random, kills: int, kinds: Sequence[str], asked: Sequence[Trap] = ()
) -> list[Act]:
    """One of each kind, and kills of services as many as are left beside servers; mixed.

    Half of the kills strike in the middle of something: where it was asked for, else drawn.
    """
    left = max(0, kills - len([kind for kind in kinds if kind in KILLS]))
    blind = max(0, left - len(asked)) // 2
    drawn = chance.choices(AIMED, k=max(0, left - blind - len(asked)))
    mixed = [
        *(OTHERS[kind] for kind in kinds),
        *(_kill(chance.choice(KILLED)) for _ in range(blind)),
        *(_kill_at(trap) for trap in (*asked, *drawn)),
    ]
    chance.shuffle(mixed)
    return mixed


def servers_among(kills: int) -> list[str]:
    """Kinds of faults for a run of kills alone: each server in its turn, once at least."""
    return [*SERVERS] * max(1, kills // (A_SERVER_IN * len(SERVERS)))


def _kill(name: str) -> Act:
    return lambda around: faults.killed(around, name)


def _kill_at(trap: Trap) -> Act:
    return lambda around: faults.killed_at(around, trap)

"""Eight bugs that would break the promise, each a patch beside this, and the check that sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BUGS = Path(__file__).with_name("bugs")
COMMANDS = "500"


@dataclass(frozen=True)
class Planted:
    """A bug. `command`, run in the changed copy of the tree, must fail and say `sees`."""

    name: str
    command: Sequence[str]
    sees: str

    @property
    def patch(self) -> Path:
        """What it changes."""
        return BUGS / f"{self.name.replace(' ', '-')}.patch"


def _lab(*words: str) -> tuple[str, ...]:
    return ("-m", "tests.faults.lab", "--commands", COMMANDS, "--seed", "1", *words)


def _killed(*where: str) -> tuple[str, ...]:
    """The lab with these kills and no other fault."""
    at = tuple(word for one in where for word in ("--at", one))
    return _lab("--kinds", "", "--kills", str(len(where)), *at)


PLANTED = (
    Planted(
        "progress without compare-and-set",
        _lab("--kinds", "stop", "--kills", "0"),
        "slept past its session was not refused",
    ),
    Planted(
        "no inbox",
        _killed(
            "billing relay.before-delete PaymentReceived",
            "movements relay.before-delete MovementApproved",
            "billing relay.before-delete PaymentReceived",
        ),
        "doubled: ",
    ),
    Planted(
        "delete before acknowledgement",
        _lab("--kinds", "kill-cut-off kill-cut-off", "--kills", "2"),
        "lost: ",
    ),
    Planted(
        "offset before effects",
        _killed("billing slice.after-commit", "notifications slice.after-commit"),
        "lost: ",
    ),
    Planted(
        "auto-commit",
        _killed(
            "billing slice.before-commit",
            "notifications slice.before-commit",
            "notifications slice.before-commit",
        ),
        "lost: ",
    ),
    Planted(
        "a relay that goes by its position",
        _lab("--kinds", "", "--kills", "0", "--commands", "2500"),
        "lost: ",
    ),
    Planted(
        "answer before commit",
        _killed(
            "billing command.before-commit POST /hub/payment",
            "billing command.before-commit POST /hub/payment",
        ),
        "lost: ",
    ),
    Planted(
        "no lock order",
        ("-m", "pytest", "-q", "tests/services/billing/use_cases/test_lock_order.py"),
        "deadlock detected",
    ),
)

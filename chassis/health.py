"""Health that means progress: a part is well while it moves, not while its socket is open."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

HANG_SECONDS = 120.0
"""A loop whose every step is bounded turns far more often than this."""

Look = Callable[[AsyncConnection], Awaitable[str | None]]
"""Asks the database whether something stands still; says what, or None."""


@dataclass
class Progress:
    """One part of a process that has to keep moving (relay, consumer, jobs).

    A part calls `moved` after each round that ended well, also one with nothing to do. It is late
    when the last such round lies more than `limit_seconds` back. It calls `turned` after a round
    that ended badly: it did not move, but it lives. One that does neither for `hang_seconds` hangs
    (None: its rounds are not bounded).
    """

    name: str
    limit_seconds: float = 15.0
    hang_seconds: float | None = None
    facts: dict[str, object] = field(default_factory=dict)
    turns: int = 0
    hindered: dict[str, str] = field(default_factory=dict)
    """What keeps it from working, by kind: a halted partition, an open breaker."""

    _last: float | None = None

    def moved(self, **facts: object) -> None:
        """A round ended well; `facts` show in `/readyz`."""
        self.turned()
        self._last = time.monotonic()
        self.facts.update(facts)

    def turned(self) -> None:
        """A round ended, well or not."""
        self.turns += 1

    def hinder(self, kind: str, why: str | None) -> None:
        """Something keeps it from working, or (None) does so no more."""
        if why is None:
            self.hindered.pop(kind, None)
        else:
            self.hindered[kind] = why

    def problem(self) -> str | None:
        """Why this part is not ready, or None."""
        if self.hindered:
            return "; ".join(self.hindered.values())
        if self._last is None:
            return "starting"
        silent = time.monotonic() - self._last
        return f"no progress for {silent:.0f} s" if silent > self.limit_seconds else None

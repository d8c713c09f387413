"""Health that means progress: a part is well while it moves, not while its socket is open."""

import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """One part of a process that has to keep moving (relay, consumer, jobs).

    A part calls `moved` after each round that ended well, also one with nothing to do. It is late
    when the last such round lies more than `limit_seconds` back.
    """

    name: str
    limit_seconds: float = 15.0
    facts: dict[str, object] = field(default_factory=dict)
    _last: float | None = None

    def moved(self, **facts: object) -> None:
        """A round ended well; `facts` show in `/readyz`."""
        self._last = time.monotonic()
        self.facts.update(facts)

    def problem(self) -> str | None:
        """Why this part is not ready, or None."""
        if self._last is None:
            return "starting"
        silent = time.monotonic() - self._last
        return f"no progress for {silent:.0f} s" if silent > self.limit_seconds else None

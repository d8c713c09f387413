"""The database of the service that hears: progress, inbox, effects, parked events."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from tests.faults.model.announcing import Event, SessionLost


@dataclass(frozen=True)
class Claim:
    """An instance's right to a partition: holds while the row still has this epoch."""

    part: int
    next_offset: int
    epoch: int

    def at(self, next_offset: int) -> "Claim":
        """The same claim further on."""
        return replace(self, next_offset=next_offset)


@dataclass
class Progress:
    """How far a partition is, and how often it was claimed."""

    next_offset: int = 0
    epoch: int = 0


@dataclass
class Hearing:
    """What is committed there."""

    progress: dict[int, Progress] = field(default_factory=dict)
    inbox: set[int] = field(default_factory=set)
    effects: list[Event] = field(default_factory=list)
    parked: list[Event] = field(default_factory=list)
    zombie_commits: int = 0
    changes: int = 0
    open: list["Transaction"] = field(default_factory=list)
    locks: dict[Hashable, "Transaction"] = field(default_factory=dict)

    def claim(self, part: int) -> Claim | None:
        """Take a partition over: the epoch rises, the former owner's slices will miss.

        None while a slice that is under way holds the row.
        """
        if ("progress", part) in self.locks:
            return None
        row = self.progress.setdefault(part, Progress())
        row.epoch += 1
        self.changes += 1
        return Claim(part, row.next_offset, row.epoch)

    def begin(self) -> "Transaction":
        """A new transaction."""
        self.open.append(Transaction(self))
        return self.open[-1]

    def parked_of(self, key: int) -> list[Event]:
        """A key's queue, first first."""
        return [event for event in self.parked if event.key == key]


@dataclass(eq=False)
class Transaction:
    """Everything of it becomes visible at its commit, or nothing."""

    base: Hearing
    ended: bool = False
    under: Claim | None = None
    following: int = 0
    seen: list[int] = field(default_factory=list)
    effects: list[Event] = field(default_factory=list)
    parked: list[Event] = field(default_factory=list)
    unparked: list[Event] = field(default_factory=list)

    def lock(self, what: Hashable) -> bool:
        """Try to lock a row; held until the end. `SessionLost` if the database has ended us."""
        if self.ended:
            raise SessionLost
        return self.base.locks.setdefault(what, self) is self

    def commit(self) -> None:
        """All at once; `SessionLost` if the database has ended the transaction (idle too long)."""
        if self.ended:
            raise SessionLost
        base = self.base
        if self.under is not None:
            row = base.progress[self.under.part]
            base.zombie_commits += row.epoch != self.under.epoch
            row.next_offset = self.following
        base.inbox.update(self.seen)
        base.effects += self.effects
        base.parked = [one for one in base.parked if one not in self.unparked] + self.parked
        base.changes += bool(self.under or self.effects or self.unparked)
        self.roll_back()

    def roll_back(self) -> None:
        """The end: locks go."""
        self.ended = True
        base = self.base
        base.locks = {what: who for what, who in base.locks.items() if who is not self}
        base.open = [one for one in base.open if one is not self]

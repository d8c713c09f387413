"""The database of the service that announces: commands, the outbox, what is still to be sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field

GROUPS = 2
BATCH = 3


@dataclass(frozen=True)
class Event:
    """A fact. `number` counts the events of its key, `seq` those of the outbox, with gaps."""

    id: int
    key: int
    number: int
    seq: int


@dataclass(eq=False)
class Session:
    """A connection of a relay. When it ends, its leases are free and it can delete nothing."""

    alive: bool = True


class SessionLost(Exception):
    """The database has ended the session."""


def group_of(key: int) -> int:
    """The relay group of a key; not its partition."""
    return key // 2 % GROUPS


@dataclass
class Announcing:
    """What is committed there; and who holds what at the moment."""

    outbox: list[Event] = field(default_factory=list)
    pending: dict[int, Event] = field(default_factory=dict)
    cursor: int = 0
    changes: int = 0
    leases: dict[int, Session] = field(default_factory=dict)
    taken: dict[int, Session] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    _sequence: int = 0
    _held: dict[int, object] = field(default_factory=dict)
    _carried_out: set[int] = field(default_factory=set)

    # Writers.

    def next_number(self) -> int:
        """A number of the sequence: taken at once, given back by no rollback."""
        self._sequence += 1
        return self._sequence

    def hold(self, key: int, who: object) -> bool:
        """Try to lock an aggregate."""
        return self._held.setdefault(key, who) is who

    def let_go(self, key: int, who: object) -> None:
        """End of a transaction, whichever way."""
        if self._held.get(key) is who:
            del self._held[key]

    def events_of(self, key: int) -> int:
        """How many events of a key are committed."""
        return sum(1 for event in self.outbox if event.key == key)

    def carried_out(self, command: int) -> bool:
        """Whether the command was committed before (its Idempotency-Key is known)."""
        return command in self._carried_out

    def commit(self, event: Event) -> None:
        """The command, its event, and its place in the queue: all at once."""
        self._carried_out.add(event.id)
        self.outbox.append(event)
        self.pending[event.seq] = event
        self.changes += 1

    # Relays.

    def connect(self) -> Session:
        """A new session of a relay."""
        self.sessions.append(Session())
        return self.sessions[-1]

    def end(self, session: Session) -> None:
        """A session ends, by its relay's death or because the database has given it up."""
        session.alive = False
        self.leases = {one: who for one, who in self.leases.items() if who is not session}
        self.taken = {seq: who for seq, who in self.taken.items() if who is not session}
        self.sessions = [one for one in self.sessions if one is not session]

    def take_leases(self, session: Session) -> None:
        """Take every group that nobody has."""
        if session.alive:
            for group in range(GROUPS):
                self.leases.setdefault(group, session)

    def leased(self, session: Session) -> list[Event]:
        """The oldest pending events of the groups this session has."""
        return _first(e for e in self.pending.values() if self._has(session, e))

    def _has(self, session: Session, event: Event) -> bool:
        return self.leases.get(group_of(event.key)) is session

    def of_everybody(self) -> list[Event]:
        """The oldest pending events, whoever else reads them too."""
        return _first(self.pending.values())

    def skipping_locked(self, session: Session) -> list[Event]:
        """The oldest pending events that no other session has taken; they are taken now."""
        found = _first(e for e in self.pending.values() if e.seq not in self.taken)
        self.taken |= dict.fromkeys((event.seq for event in found), session)
        return found

    def beyond_cursor(self) -> list[Event]:
        """The committed events with a higher number than any that was sent."""
        return _first(event for event in self.outbox if event.seq > self.cursor)

    def delete(self, session: Session, rows: list[Event]) -> None:
        """Take rows off the queue."""
        if not session.alive:
            raise SessionLost
        for row in rows:
            if self.pending.pop(row.seq, None) is not None:
                self.changes += 1
        highest = max(row.seq for row in rows)
        if highest > self.cursor:
            self.cursor = highest
            self.changes += 1


def _first(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.seq)[:BATCH]

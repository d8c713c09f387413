"""Why events are parked and what hangs on it: by cause, in events, keys, establishments, money."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.messaging import parking
from chassis.money import fils, jod
from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event

MONEY = "amount_"
"""How the contracts name money that an event moves; wages and balances are named otherwise."""

_PARKED = text("""
select topic, queue, event_type, reason, value from parked_event
where consumer = :consumer order by topic, queue, seq
""")


@dataclass
class Cause:
    """One reason for one type of event, with all that waits because of it."""

    reason: str
    event_type: str
    failing: int = 0
    behind: int = 0
    unreadable: int = 0
    fils: int = 0
    keys: set[tuple[str, bytes]] = field(default_factory=set)
    establishments: set[UUID] = field(default_factory=set)

    @property
    def events(self) -> int:
        """All of them: the failing ones and those behind."""
        return self.failing + self.behind

    def count(self, row: Row[Any], classes: Mapping[str, type[Event]]) -> None:
        """Add an event: what it carries as its contract class reads it."""
        self.keys.add((row.topic, row.queue))
        if row.reason == parking.BEHIND:
            self.behind += 1
        else:
            self.failing += 1
        event = _read(row, classes)
        if event is None:
            self.unreadable += 1
            return
        self.fils += amount_of(event)
        establishment = getattr(event, "establishment_id", None)
        if establishment is not None:
            self.establishments.add(establishment)


def _read(row: Row[Any], classes: Mapping[str, type[Event]]) -> Event | None:
    known = classes.get(row.event_type or "")
    try:
        return known.model_validate_json(row.value or b"") if known else None
    except ValidationError:
        return None


def amount_of(event: Event) -> int:
    """The money an event moves (fils): the sum of its fields named `amount_…`."""
    named = [getattr(event, name) for name in type(event).model_fields if name.startswith(MONEY)]
    return sum(fils(amount) for amount in named if amount is not None)


async def causes(session: AsyncSession, consumer: str) -> list[Cause]:
    """The causes of all parked events, that with the most events first.

    What waits behind a failing event of its key counts to the cause of that one.
    """
    classes = {kind.type_name(): kind for kind in event_classes()}
    found: dict[tuple[str, str], Cause] = {}
    queue, cause = None, ("", "")
    async for row in _rows(session, consumer):
        if row.reason != parking.BEHIND or (row.topic, row.queue) != queue:
            cause = (row.reason, row.event_type or "?")
        queue = (row.topic, row.queue)
        found.setdefault(cause, Cause(*cause)).count(row, classes)
    return sorted(found.values(), key=lambda one: -one.events)


async def _rows(session: AsyncSession, consumer: str) -> AsyncIterator[Row[Any]]:
    """Streamed: a topic's worth of events may be parked."""
    async for row in await session.stream(_PARKED, {"consumer": consumer}):
        yield row


def table(found: Sequence[Cause]) -> Iterator[str]:
    """The causes as lines of words with tabs between, and all of them together at the end."""
    yield "reason\tevent type\tevents\tbehind\tkeys\testablishments\tJOD\tunreadable"
    for one in found:
        counts = (one.events, one.behind, len(one.keys), len(one.establishments))
        words = (one.reason, one.event_type, *counts, jod(one.fils), one.unreadable or "-")
        yield "\t".join(map(str, words))
    establishments = set[UUID]().union(*(one.establishments for one in found))
    yield (
        f"{sum(one.events for one in found)} parked, {len(establishments)} establishments, "
        f"{jod(sum(one.fils for one in found))} JOD, "
        f"{sum(one.unreadable for one in found)} unreadable"
    )

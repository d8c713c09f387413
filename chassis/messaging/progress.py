"""How far each partition is: kept in PostgreSQL, with an epoch that fences former owners."""

from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

_CLAIM = text("""
insert into consumer_progress as p (consumer, topic, part, next_offset, epoch)
values (:consumer, :topic, :part, :beginning, 1)
on conflict (consumer, topic, part) do update set epoch = p.epoch + 1, updated_at = now()
returning next_offset, epoch
""")
_ADVANCE = text("""
update consumer_progress set next_offset = :following, updated_at = now()
where consumer = :consumer and topic = :topic and part = :part
  and next_offset = :next_offset and epoch = :epoch
""")
_READ = text("""
select next_offset, epoch from consumer_progress
where consumer = :consumer and topic = :topic and part = :part
""")


@dataclass(frozen=True)
class Claim:
    """Our right to a partition: valid while the row still holds this epoch."""

    consumer: str
    topic: str
    part: int
    next_offset: int
    epoch: int

    def at(self, next_offset: int) -> "Claim":
        """The same claim further on."""
        return replace(self, next_offset=next_offset)


class Fenced(Exception):
    """Another process owns the partition now; nothing was applied."""


async def claim(
    engine: AsyncEngine, *, consumer: str, topic: str, part: int, beginning: int
) -> Claim:
    """Take a partition over: bump its epoch and learn where to go on."""
    async with engine.begin() as connection:
        row = (
            await connection.execute(
                _CLAIM,
                {"consumer": consumer, "topic": topic, "part": part, "beginning": beginning},
            )
        ).one()
    return Claim(consumer, topic, part, row.next_offset, row.epoch)


async def advance(session: AsyncSession, held: Claim, following: int) -> bool:
    """Move the partition on if it is still ours and where we left it: a slice's first statement."""
    result = await session.execute(_ADVANCE, {**vars(held), "following": following})
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result of an update


async def already_at(
    connection: AsyncConnection | AsyncSession, held: Claim, following: int
) -> bool:
    """True if our own earlier commit, whose answer was lost, had worked after all."""
    row = (await connection.execute(_READ, vars(held))).one_or_none()
    return row is not None and (row.next_offset, row.epoch) == (following, held.epoch)

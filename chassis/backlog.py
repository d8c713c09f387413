"""The outbox's backlog: whether what was announced leaves the house."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.health import Look
from chassis.relay import LOCK_SPACE

UNLEASED_SECONDS = 5
"""A relay that came or went has its leases taken over within a second or two."""

_STANDING = text("""
select extract(epoch from now() - min(since)) as oldest,
  extract(epoch from now() - min(since) filter (where not leased)) as unleased
from (select min(created_at) as since, exists (
        select from pg_locks l join pg_database d on d.oid = l.database
        where l.locktype = 'advisory' and l.classid = :space and l.objid = p.grp and l.objsubid = 2
          and l.granted and d.datname = current_database()) as leased
      from outbox_pending p group by grp) waiting
""")


def look_for_backlog(stuck_seconds: int) -> Look:
    """Finds an event that waits longer than this (seconds), or one whose group no relay works on.

    The leases are looked for where they are: a relay that is alive and holds none is well while
    another one does the work.
    """

    async def look(connection: AsyncConnection) -> str | None:
        row = (await connection.execute(_STANDING, {"space": LOCK_SPACE})).one()
        if row.unleased is not None and row.unleased > UNLEASED_SECONDS:
            return f"no relay works on the outbox: an event waits {row.unleased:.0f} s"
        if row.oldest is not None and row.oldest > stuck_seconds:
            return f"the oldest event in the outbox waits {row.oldest:.0f} s"
        return None

    return look

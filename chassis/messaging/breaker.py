"""The breaker: too many keys parked in a short time stop the consumer, not the whole topic.

One bad event parks one key. A programming error or a broken table would park every key there is;
instead the consumer stops where it stands and an operator is called. That it is open stands in
PostgreSQL: all processes of the service see it, also after a restart.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.errors import refusals
from chassis.messaging import parking

log = logging.getLogger(__name__)

# While it is open the window stays at its opening: time alone heals nothing.
_STANDING = text("""
select b.opened_at, b.cause, (
  select count(distinct (topic, queue)) from parked_event p
  where p.consumer = c.consumer and reason <> :behind and reason <> all(:early)
    and parked_at > greatest(coalesce(b.opened_at, now()) - cast(:window as interval),
                             coalesce(b.counted_from, '-infinity'))) as keys
from (values (cast(:consumer as text))) c (consumer) left join consumer_breaker b using (consumer)
""")
_MOSTLY = text("""
select reason, event_type from parked_event
where consumer = :consumer and reason <> :behind and reason <> all(:early)
  and parked_at > now() - cast(:window as interval)
group by reason, event_type order by count(*) desc limit 1
""")
_OPEN = text("""
insert into consumer_breaker as b (consumer, opened_at, cause) values (:consumer, now(), :cause)
on conflict (consumer) do update set opened_at = now(), cause = :cause where b.opened_at is null
returning consumer
""")
_CLOSE = text("""
update consumer_breaker set opened_at = null, cause = null
where consumer = :consumer and opened_at is not null
""")


@dataclass(frozen=True)
class Breaker:
    """Opens when more than `keys` were parked within `minutes`.

    Not counted: events that are well and wait behind one of their key, and refusals that pass by
    waiting (an establishment not yet known). It closes by an operator's `parked resume`, or by
    itself when at most half as many keys are still parked.
    """

    engine: AsyncEngine
    consumer: str
    keys: int = 100
    minutes: int = 10

    async def look(self) -> str | None:
        """Open or close it as the parked events say; why it is open, or None."""
        async with self.engine.begin() as connection:
            standing = (await connection.execute(_STANDING, self._values())).one()
            if standing.opened_at is None:
                return await self._open(connection) if standing.keys > self.keys else None
            if standing.keys > self.keys // 2:
                return _said(standing.opened_at, standing.cause)
            await connection.execute(_CLOSE, self._values())
        log.warning("breaker closed by itself", extra={"fields": {"consumer": self.consumer}})
        return None

    async def _open(self, connection: AsyncConnection) -> str:
        mostly = (await connection.execute(_MOSTLY, self._values())).one_or_none()
        cause = f"more than {self.keys} keys parked within {self.minutes} min{_name(mostly)}"
        values = {**self._values(), "cause": cause}
        if (await connection.execute(_OPEN, values)).one_or_none() is not None:
            log.critical(
                "breaker open: consumer stopped",
                extra={"fields": {"consumer": self.consumer, "cause": cause}},
            )
        return _said(None, cause)

    def _values(self) -> Mapping[str, object]:
        return {
            "consumer": self.consumer,
            "window": timedelta(minutes=self.minutes),
            "behind": parking.BEHIND,
            "early": [kind.code() for kind in refusals() if kind.passes],
        }


def _name(mostly: Row[Any] | None) -> str:
    return f", most by {mostly.reason} on {mostly.event_type or '?'}" if mostly else ""


def _said(opened_at: datetime | None, cause: str) -> str:
    since = f" since {opened_at:%Y-%m-%d %H:%M} UTC" if opened_at else ""
    return f"breaker open{since}: {cause}"

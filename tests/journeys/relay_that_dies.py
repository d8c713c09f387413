"""A relay in a process of its own: `python -m tests.journeys.relay_that_dies DATABASE KAFKA`.

With a third word it is killed when Kafka has everything and the queue still says otherwise.
"""

import asyncio
import os
import signal
import sys
from typing import Any

import asyncpg

from chassis.relay import Relay

_execute = asyncpg.Connection.execute


async def _die_before_deleting(self: Any, query: str, *args: Any, **more: Any) -> Any:
    if query.startswith("delete from outbox_pending"):
        os.kill(os.getpid(), signal.SIGKILL)
    return await _execute(self, query, *args, **more)


def main(database: str, kafka: str, *dies: str) -> None:
    if dies:
        asyncpg.Connection.execute = _die_before_deleting
    asyncio.run(Relay(service="letters", database_url=database, kafka=kafka).run())


if __name__ == "__main__":
    main(*sys.argv[1:])

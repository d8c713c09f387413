"""Rounds: what a part does again and again beside the requests, until it is cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chassis.health import Progress
from chassis.messaging.failures import passes_by_waiting

log = logging.getLogger(__name__)


async def for_ever(
    progress: Progress, once: Callable[[], Awaitable[bool | None]], *, pause: float
) -> None:
    """Round after round, at once where one says that there is more, else after a pause (seconds).

    A database that is away is waited for; any other failure is raised.
    """
    while True:
        more: bool | None = False
        try:
            more = await once()
            progress.moved()
        except Exception as error:
            if not passes_by_waiting(error):
                raise
            progress.turned()
            fields = {"part": progress.name, "error": type(error).__name__}
            log.warning("waiting for the database", extra={"fields": fields})
        if not more:
            await asyncio.sleep(pause)

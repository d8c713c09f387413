"""The watchdog: ends what is half-dead, so that it is made anew.

Clients of Kafka can hang without failing, and cannot always be cancelled. Whatever is asked of
them is asked `within` a time; after it they are thrown away. `watch` looks after the process
itself: an event loop that is blocked, or a part that turns no more, ends it, and whoever started
it (supervisor, Docker, Kubernetes) starts it again. Nothing is lost by that: all state is in
PostgreSQL and Kafka.
"""

import asyncio
import faulthandler
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from chassis import metrics, telemetry
from chassis.health import Progress

log = logging.getLogger(__name__)

T = TypeVar("T")

LOOP_SECONDS = 60
"""An event loop that was blocked for so long does not come back by itself."""

SLOW_SECONDS = 1.0
LOOK_SECONDS = 1.0
ABANDONED_MAX = 5
RESTART_STATUS = 70

_abandoned: set["asyncio.Future[Any]"] = set()


class HalfDead(OSError):
    """Something neither works nor fails; it is thrown away and made anew."""


class TooManyAbandoned(Exception):
    """What was thrown away does not end: only a new process gets rid of it."""


async def within(seconds: float, what: Awaitable[T]) -> T:
    """The result, or `HalfDead` after so many seconds, or when it was cancelled from elsewhere.

    Unlike `asyncio.wait_for` this does not wait until what it cancels has ended.
    """
    task = asyncio.ensure_future(what)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            _abandon(task)
    if len(_abandoned) > ABANDONED_MAX:
        raise TooManyAbandoned(f"{len(_abandoned)} calls do not end")
    if not task.done():
        raise HalfDead(f"no answer within {seconds:g} s")
    if task.cancelled():
        raise HalfDead("cancelled from elsewhere")
    return task.result()


def _abandon(task: "asyncio.Future[Any]") -> None:
    _abandoned.add(task)
    task.add_done_callback(_forget)
    task.cancel()


def _forget(task: "asyncio.Future[Any]") -> None:
    _abandoned.discard(task)
    if not task.cancelled() and task.exception() is not None:
        log.info("an abandoned call failed", extra={"fields": {"error": str(task.exception())}})


def end_process(why: str) -> None:
    """Say why and go at once; the process is started anew."""
    log.critical("process ends itself", extra={"fields": {"why": why}})
    faulthandler.dump_traceback(sys.__stderr__ or sys.stderr)
    telemetry.flush()
    os._exit(RESTART_STATUS)


async def watch(parts: Sequence[Progress], *, end: Callable[[str], object] = end_process) -> None:
    """Until cancelled: end the process if the event loop is blocked or a part does not turn.

    The first is done by a timer of the interpreter that needs neither the loop nor its lock. The
    looks are counted, not the clock: a process that was stopped and goes on has missed none.
    """
    seen: dict[str, tuple[int, float]] = {}
    loop = asyncio.get_running_loop()
    try:
        while True:
            faulthandler.dump_traceback_later(
                LOOP_SECONDS, exit=True, file=sys.__stderr__ or sys.stderr
            )
            began = loop.time()
            await asyncio.sleep(LOOK_SECONDS)
            late = loop.time() - began - LOOK_SECONDS
            metrics.LOOP_LAG.record(max(late, 0.0))
            if late > SLOW_SECONDS:
                log.warning("event loop blocked", extra={"fields": {"seconds": round(late, 1)}})
            for part in parts:
                if _hangs(part, seen):
                    end(f"{part.name} has not turned for {part.hang_seconds} s")
    finally:
        faulthandler.cancel_dump_traceback_later()


def _hangs(part: Progress, seen: dict[str, tuple[int, float]]) -> bool:
    if part.hang_seconds is None:
        return False
    turns, still = seen.get(part.name, (-1, 0.0))
    still = still + LOOK_SECONDS if part.turns == turns else 0.0
    seen[part.name] = (part.turns, still)
    return still >= part.hang_seconds

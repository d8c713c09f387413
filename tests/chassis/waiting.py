"""Waiting for what a running part does by itself, with a generous limit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any


async def eventually(what: str, holds: Callable[[], Awaitable[Any] | Any]) -> None:
    """Wait until it holds; fails after a minute."""
    for _ in range(1_200):
        found = holds()
        if await found if isinstance(found, Awaitable) else found:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within a minute: {what}")


@asynccontextmanager
async def running(part: Any) -> AsyncIterator[None]:
    """A part that runs beside the test; that it died by itself fails the test."""
    task = asyncio.create_task(part.run())
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

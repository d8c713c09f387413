"""What is done to the running stack, and how long until everything moves again."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local.__main__ import status_of
from deploy.local.parts import SERVICES
from tests.faults.lab.surroundings import Surroundings
from tests.faults.proxy import State
from tests.faults.traps import Trap, disarm

STOPPED_SECONDS = 14
"""Longer than a consumer's session lasts at Kafka (10 s)."""

CUT_SECONDS, DRIP_SECONDS, FULL_SECONDS = 6, 8, 6
JUMP = "+3600"
"""Seconds by which the clock of a service jumps ahead."""

AGAIN_SECONDS, SPRINGS_SECONDS = 120, 10
BLOCK_BYTES = 1 << 20


class NotMovingAgain(Exception):
    """A fault that the stack did not get over in time."""


@dataclass(frozen=True)
class Happened:
    """One fault: its kind, whom it struck, and the seconds until everything moved again."""

    kind: str
    part: str
    seconds: float
    at: str = ""
    """The point in the middle of its work, if it was one."""


async def killed(around: Surroundings, part: str) -> Happened:
    """SIGKILL of a process with all its children."""
    pid = await _running(around, part)
    os.killpg(pid, signal.SIGKILL)
    return await _healed(around, "kill", part, pid)


async def killed_cut_off(around: Surroundings, part: str, server: str) -> Happened:
    """SIGKILL of a process that has been cut off from a server: what it held for it is gone."""
    around.proxies[server].become("cut")
    await asyncio.sleep(CUT_SECONDS)
    pid = await _running(around, part)
    os.killpg(pid, signal.SIGKILL)
    around.proxies[server].become("flows")
    healed = await _healed(around, "kill", part, pid)
    return replace(healed, at=f"cut off from {server}")


async def postgres_immediate(around: Surroundings) -> Happened:
    """PostgreSQL is told to stop at once, as in a crash: it recovers from its log."""
    pid = await _running(around, "postgres")
    os.kill(pid, signal.SIGQUIT)
    return await _healed(around, "kill", "postgres", pid)


async def killed_at(around: Surroundings, trap: Trap) -> Happened:
    """SIGKILL at a point in the middle of its work; anywhere, if it does not come by in time."""
    pid = await _running(around, trap.service)
    around.stack.arm(trap)
    if not await _sprung(around, trap):
        return await killed(around, trap.service)
    healed = await _healed(around, "kill", trap.service, pid)
    return replace(healed, at=f"{trap.point} {trap.about}".rstrip())


async def stopped(around: Surroundings, service: str) -> Happened:
    """A consumer stops with records in hand, past its session at Kafka, then goes on.

    Its twin has taken over: what it has in hand must not be applied any more.
    """
    pid = await _running(around, service)
    around.stack.arm(Trap(service, "slice.before", by=signal.SIGSTOP))
    if not await _sprung(around, Trap(service, "slice.before")):
        os.killpg(pid, signal.SIGSTOP)
    await asyncio.sleep(STOPPED_SECONDS)
    os.killpg(pid, signal.SIGCONT)
    return await _healed(around, "stop", service, None)


async def _sprung(around: Surroundings, trap: Trap) -> bool:
    """Whether it sprang in time; it is taken away otherwise."""
    deadline = time.monotonic() + SPRINGS_SECONDS
    while trap.service in around.stack.armed():
        if time.monotonic() > deadline:
            return not disarm(around.stack.traps, trap.service)
        await asyncio.sleep(0.05)
    return True


async def cut(around: Surroundings, name: str) -> Happened:
    """The network to a server is cut, then comes back."""
    return await _network(around, name, "cut", CUT_SECONDS)


async def drip(around: Surroundings, name: str) -> Happened:
    """The network to a server drips."""
    return await _network(around, name, "drips", DRIP_SECONDS)


async def _network(around: Surroundings, name: str, state: State, seconds: float) -> Happened:
    proxy = around.proxies[name]
    proxy.become(state)
    await asyncio.sleep(seconds)
    proxy.become("flows")
    return await _healed(around, state, name, None)


async def disk_full(around: Surroundings) -> Happened:
    """The disk of PostgreSQL is full, then has room again."""
    filler = around.stack.place.state / "postgres" / "filler"
    await asyncio.to_thread(_fill, filler)
    await asyncio.sleep(FULL_SECONDS)
    filler.unlink()
    return await _healed(around, "disk-full", "postgres", None)


async def clock_jump(around: Surroundings, part: str) -> Happened:
    """The clock of one service jumps an hour ahead, then back."""
    around.clock_of(part).write_text(JUMP)
    await asyncio.sleep(CUT_SECONDS)
    around.clock_of(part).write_text("+0")
    return await _healed(around, "clock-jump", part, None)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler:
        while True:
            try:
                filler.write(b"\0" * BLOCK_BYTES)
            except OSError:
                return


async def _running(around: Surroundings, part: str) -> int:
    while (pid := around.stack.pid(part)) is None:  # noqa: ASYNC110 - it sends no event
        await asyncio.sleep(0.05)
    return pid


async def _healed(around: Surroundings, kind: str, part: str, former: int | None) -> Happened:
    """Wait until a new process runs (if one died) and every service says that it moves."""
    began = time.monotonic()

    async def moves() -> bool:
        if former is not None and around.stack.pid(part) in (None, former):
            return False
        states = status_of(around.stack.place)
        if any(states[name]["state"] != "ready" for name in (*SERVICES, "gateway", "kafka")):
            return False
        return await around.everybody_is_ready()

    await _until(moves, f"after {kind} of {part}")
    return Happened(kind, part, round(time.monotonic() - began, 2))


async def _until(look: Callable[[], Awaitable[bool]], what: str) -> None:
    deadline = time.monotonic() + AGAIN_SECONDS
    while not await look():
        if time.monotonic() > deadline:
            raise NotMovingAgain(what)
        await asyncio.sleep(0.05)

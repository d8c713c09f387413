"""Starts the parts in their order, starts what dies anew, and takes everything down with it.

`python -m deploy.local.supervisor` runs until SIGTERM. What it knows stands in `status.json`; a
part whose name stands in the folder `held` is not started again. Every child leads a process
group of its own and dies with us, also when we are killed.
"""

import asyncio
import ctypes
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from deploy.local import kafka, postgres
from deploy.local.parts import Part
from deploy.local.place import CHECKOUT, HOST, Place, child_environment, place_from_environment
from deploy.local.plan import plan

LOOK_SECONDS = 0.05
STOP_SECONDS = 10
PAUSES = (0.1, 0.5, 1, 2, 5)
"""Seconds before a part that died is started again, by how often it did in a row."""

STEADY_SECONDS = 20
"""A part that ran as long as this begins to count anew."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Run in the child before its program: it is killed when the supervisor ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class State:
    """How a part stands: waiting, starting, ready, done, down, held or stopped."""

    state: str = "waiting"
    pid: int | None = None
    seconds: float | None = None
    """From the start of the stack until it was first ready."""

    starts: int = 0


class Supervisor:
    """One local stack."""

    def __init__(self, place: Place, parts: Sequence[Part]) -> None:
        self._place = place
        self._parts = {part.name: part for part in parts}
        self._states = {part.name: State() for part in parts}
        self._ready = {part.name: asyncio.Event() for part in parts}
        self._began = time.monotonic()
        self._stopping = False
        self._keepers: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Everything, until SIGTERM."""
        loop, asked = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked.set)
        self.start()
        await asked.wait()
        await self.stop()

    def start(self) -> None:
        """Begin to keep every part."""
        self._keepers = [asyncio.create_task(self._keep(part)) for part in self._parts.values()]

    async def ready(self) -> None:
        """Wait until every part has been ready once."""
        await asyncio.gather(*(one.wait() for one in self._ready.values()))

    async def stop(self) -> None:
        """Take everything down."""
        self._stopping = True
        await self._stop_all()
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    async def _keep(self, part: Part) -> None:
        """One part's life."""
        for name in part.after:
            await self._ready[name].wait()
        deaths = 0
        while not self._stopping:
            started = time.monotonic()
            if await self._live(part) and part.kind == "task":
                return
            deaths = 0 if time.monotonic() - started > STEADY_SECONDS else deaths + 1
            if not self._stopping:
                self._say(part, "down")
                await asyncio.sleep(PAUSES[min(deaths, len(PAUSES) - 1)])
                await self._wait_while_held(part)

    async def _wait_while_held(self, part: Part) -> None:
        held = self._place.state / "held" / part.name
        while held.exists() and not self._stopping:
            self._say(part, "held")
            await asyncio.sleep(LOOK_SECONDS)

    async def _live(self, part: Part) -> bool:
        """From start to end; whether it ended well."""
        if part.name == "postgres":
            postgres.forget_stale_pid(self._place)
        with (self._place.logs / f"{part.name}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *part.command,
                cwd=CHECKOUT,
                env=child_environment(dict(part.environment)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self._states[part.name].starts += 1
        self._say(part, "starting", pid=process.pid)
        watch = asyncio.create_task(self._watch(part, process.pid))
        status = await process.wait()
        watch.cancel()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        if part.kind == "task" and status == 0:
            self._is_ready(part, "done")
        return status == 0

    async def _watch(self, part: Part, pid: int) -> None:
        """Say when a server is ready."""
        if part.kind == "task":
            return
        while not await asyncio.to_thread(_answers, part):  # noqa: ASYNC110 - it sends no event
            await asyncio.sleep(LOOK_SECONDS)
        if self._states[part.name].pid == pid:
            self._is_ready(part, "ready", pid=pid)

    def _is_ready(self, part: Part, word: str, pid: int | None = None) -> None:
        state = self._states[part.name]
        state.seconds = state.seconds or round(time.monotonic() - self._began, 1)
        self._say(part, word, pid=pid)
        self._ready[part.name].set()

    def _say(self, part: Part, word: str, pid: int | None = None) -> None:
        state = self._states[part.name]
        if (state.state, state.pid) == (word, pid):
            return
        state.state, state.pid = word, pid
        write_status(self._place, self._states)

    async def _stop_all(self) -> None:
        """The last first: nobody loses what he stands on before he ends."""
        for part in reversed(self._parts.values()):
            pid = self._states[part.name].pid
            if pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, part.stop_signal)
                if part.name in ("postgres", "kafka"):
                    await _gone(pid)
        for part in self._parts.values():
            pid = self._states[part.name].pid
            if pid is not None:
                await _gone(pid)
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
            self._say(part, "stopped")


async def _gone(pid: int) -> None:
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _answers(part: Part) -> bool:
    """Whether a server is ready."""
    if part.health is not None:
        try:
            with urllib.request.urlopen(part.health, timeout=2) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004
        except (OSError, urllib.error.URLError):
            return False
    with socket.socket() as trial:
        return trial.connect_ex((HOST, part.port or 0)) == 0


def write_status(place: Place, states: dict[str, State]) -> None:
    """Write what is known, whole or not at all."""
    draft = place.state / ".status.json"
    draft.write_text(json.dumps({name: asdict(state) for name, state in states.items()}))
    draft.replace(place.state / "status.json")


def main() -> None:
    """Run the stack of this place."""
    place = place_from_environment()
    (place.state / "supervisor.pid").write_text(str(os.getpid()))
    parts = plan(place, kafka.kafka(place))
    asyncio.run(Supervisor(place, parts).run())
    (place.state / "supervisor.pid").unlink()


if __name__ == "__main__":
    main()

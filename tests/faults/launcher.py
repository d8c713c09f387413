"""A service with traps at its boundaries: `python -m tests.faults.launcher SERVICE [WORDS…]`.

The services themselves carry no switch for tests: this wraps functions of the chassis from outside,
then runs the service as `python -m services.SERVICE` does.
"""

import asyncio
import importlib
import importlib.util
import os
import runpy
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy.engine import RootTransaction
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import audit, files, jobs, peers, relay
from chassis.http import edge
from chassis.messaging import breaker, loop, progress, retrier
from chassis.messaging import slice as slices
from tests.faults.traps import Traps

FOLDER, NAME = "DAMAN_TRAPS", "DAMAN_TRAPS_NAME"
LEASE_SECONDS, BEAT_SECONDS = 3, 1
"""A dead worker's job is waited for less long than outside the lab."""

SENDER_SECONDS = 0.3
"""In which the producer has put its batch onto the wire and has not told us of the answer."""

Call = Callable[..., Awaitable[Any]]
_within: ContextVar[tuple[str, str] | None] = ContextVar("within", default=None)


@contextmanager
def within(name: str, about: str) -> Iterator[None]:
    """What is committed in here is committed for this."""
    token = _within.set((name, about))
    try:
        yield
    finally:
        _within.reset(token)


def around(traps: Traps, call: Call, name: str, about: Callable[..., str]) -> Call:
    """The call, with a point before and a point after it."""

    async def wrapped(*args: Any, **more: Any) -> Any:
        said = about(*args, **more)
        traps.pass_by(f"{name}.before", said)
        answer = await call(*args, **more)
        traps.pass_by(f"{name}.after", said)
        return answer

    return wrapped


def inside(call: Call, name: str, about: Callable[..., str | None]) -> Call:
    """The call, whose commits have points before and after them; none where `about` says None."""

    async def wrapped(*args: Any, **more: Any) -> Any:
        said = about(*args, **more)
        if said is None:
            return await call(*args, **more)
        with within(name, said):
            return await call(*args, **more)

    return wrapped


def _commits(traps: Traps) -> None:
    session_class: Any = AsyncSession
    commit = session_class.commit

    async def wrapped(session: AsyncSession) -> None:
        found = _within.get()
        if found is None:
            await commit(session)
            return
        name, about = found
        traps.pass_by(f"{name}.before-commit", about)
        await commit(session)
        traps.pass_by(f"{name}.after-commit", about)

    session_class.commit = wrapped


def _command_of(request: Any, *_: Any, **__: Any) -> str | None:
    return None if request.method in edge.READS else f"{request.method} {request.url.path}"


def _types_of(_: Any, __: Any, records: Any) -> str:
    return " ".join(record.event_type or "?" for record in records)


def _edges(traps: Traps) -> None:
    """Whose commit it is: of a command, a slice of events, a retry."""
    module: Any = edge
    module._answer = inside(edge._answer, "command", _command_of)
    applier: Any = slices.Slice
    applier.apply = inside(around(traps, applier.apply, "slice", _types_of), "slice", _types_of)
    retries: Any = retrier.Retrier
    retries.retry_key = inside(retries.retry_key, "retry", lambda _, topic, key: topic)


def _consumption(traps: Traps) -> None:
    module: Any = progress
    module.claim = around(traps, progress.claim, "claim", lambda engine, *, topic, **more: topic)
    offsets: Any = loop
    offsets._commit = around(traps, loop._commit, "offsets", lambda *_: "")


def _jobs(traps: Traps) -> None:
    jobs.LEASE_SECONDS, jobs.BEAT_SECONDS = LEASE_SECONDS, BEAT_SECONDS
    run: Any = jobs.JobRun
    for name in ("step", "last_step"):
        opener = _opened(getattr(run, name), name.replace("_", "-"), lambda one: one.kind)
        setattr(run, name, opener)
    run.progress = around(traps, run.progress, "job-progress", lambda one, *_, **__: one.kind)
    worker: Any = jobs.JobWorker
    for name in ("_attempt", "_put_back", "_give_up"):
        point = f"job{name}".replace("_", "-")
        call = around(traps, getattr(worker, name), point, lambda _, one, *__: one.kind)
        setattr(worker, name, call)


def _opened(opener: Any, name: str, about: Callable[..., str]) -> Any:
    """What opens a unit of work, whose commit has points before and after it."""

    @asynccontextmanager
    async def wrapped(*args: Any, **more: Any) -> AsyncIterator[Any]:
        with within(name, about(*args, **more)):
            async with opener(*args, **more) as work:
                yield work

    return wrapped


class _Wire:
    """A producer whose process dies when the last of a batch is on its way to Kafka."""

    def __init__(self, traps: Traps, producer: Any, rows: Any) -> None:
        self._traps, self._producer, self._left = traps, producer, len(rows)
        self._about = " ".join(row["type"] for row in rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._producer, name)

    async def send_batch(self, batch: Any, *args: Any, **more: Any) -> Any:
        self._traps.pass_by("relay.before-send", self._about)
        future = await self._producer.send_batch(batch, *args, **more)
        self._left -= batch.record_count()
        if not self._left and self._traps.waits_at("relay.before-acknowledgement", self._about):
            await asyncio.sleep(SENDER_SECONDS)
            self._traps.die()
        return future


async def _acknowledged(traps: Traps, by_kafka: Any, rows: Any) -> Any:
    answer = await by_kafka
    traps.pass_by("relay.before-delete", " ".join(row["type"] for row in rows))
    return answer


def _relay(traps: Traps) -> None:
    sender: Any = relay
    send = sender.send

    async def sent(producer: Any, rows: Any) -> Any:
        wire: Any = _Wire(traps, producer, rows)
        return asyncio.ensure_future(_acknowledged(traps, await send(wire, rows), rows))

    sender.send = sent
    module: Any = relay.Relay
    publish, lease = module.publish_batch, module._take_leases

    async def published(self: Any, *args: Any) -> Any:
        count = await publish(self, *args)
        if count:
            traps.pass_by("relay.after-delete")
        return count

    async def leased(self: Any, *args: Any) -> None:
        held = len(self._leased)
        await lease(self, *args)
        if len(self._leased) > held:
            traps.pass_by("relay.leased")

    module.publish_batch, module._take_leases = published, leased


def _beside(traps: Traps) -> None:
    chain: Any = audit.AuditChain
    chain.extend = around(traps, chain.extend, "audit", lambda _: "")
    chain.seal = around(traps, chain.seal, "audit-seal", lambda _: "")
    watched: Any = breaker.Breaker
    watched.look = around(traps, watched.look, "breaker", lambda _: "")


def _outside(traps: Traps, service: str) -> None:
    """What is done outside the database: files, calls to others, messages."""
    kept: Any = files.Files
    kept.put = around(traps, kept.put, "file", lambda *_: "")
    peer: Any = peers.Peer
    peer.post = around(traps, peer.post, "call", lambda one, path, _: f"{one.name}{path}")
    if service == "notifications":
        from services.notifications.gateways.mail import MailServer
        from services.notifications.gateways.sms import SmsOperator

        server: Any = MailServer
        server.send = around(traps, server.send, "mail", lambda *_, **__: "")
        operator: Any = SmsOperator
        operator.send = around(traps, operator.send, "sms", lambda *_, **__: "")
    if service == "portal":
        from services.portal import sessions

        module: Any = sessions
        for name in ("open_session", "keep", "keep_positions", "end_session"):
            setattr(module, name, around(traps, getattr(module, name), name, lambda *_, **__: ""))


def _transactions(traps: Traps) -> None:
    """Every transaction of a command that has no unit of work."""
    transaction: Any = RootTransaction
    commit = transaction.commit

    def wrapped(self: Any) -> None:
        traps.pass_by("operator.before-commit")
        commit(self)
        traps.pass_by("operator.after-commit")

    transaction.commit = wrapped


def _operator(traps: Traps, service: str) -> None:
    """What an operator's commands commit: a service's own, and its migrations."""
    if {"migrate", "parked"} & {*sys.argv}:
        _transactions(traps)
    name = f"services.{service}.commands"
    if importlib.util.find_spec(name) is None:
        return
    module: Any = importlib.import_module(name)
    module.unit_of_work = _opened(module.unit_of_work, "operator", lambda *_, **__: "")


def set_traps(traps: Traps, service: str) -> None:
    """Wrap what has boundaries; to be called once, before the service is put together."""
    _commits(traps)
    _edges(traps)
    _consumption(traps)
    _jobs(traps)
    _relay(traps)
    _beside(traps)
    _outside(traps, service)
    _operator(traps, service)


def main() -> None:
    """Set the points, then be the service."""
    service = sys.argv[1]
    set_traps(Traps(Path(os.environ[FOLDER]), os.environ.get(NAME, service)), service)
    sys.argv = [f"services.{service}", *sys.argv[2:]]
    runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

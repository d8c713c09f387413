"""Parked events from the command line, with the operator's own role in the database.

`causes`, `list` and `show` look; `retry`, `discard` with `approve`, `resume` and `replay` act, and
keep who acted and why in `operator_action`.
"""

import argparse
import base64
import getpass
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from chassis.database import create_engine
from chassis.messaging import operating
from chassis.messaging.causes import causes, table
from chassis.messaging.operating import Declined, Operator

if TYPE_CHECKING:
    from chassis.app import Service

Act = Callable[["Service", argparse.Namespace], Awaitable[None]]

LIST_MAX = 200
_PATIENCE = text("set local lock_timeout = '15s'")  # the retrier may be at work on a long queue
NOT_DONE = 2
"""Exit status where what was asked was declined; the reason stands on standard error."""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `parked …` to a service's command line."""
    parked = commands.add_parser("parked", help="events that could not be applied")
    acts = parked.add_subparsers(dest="parked_act", required=True)
    _add(acts, "causes", _causes, "by cause: events, keys, establishments, money")
    _add(acts, "list", _list, "oldest first")
    _add(acts, "show", _show, "one event, whole").add_argument("seq", type=int)
    retry = _add_act(acts, "retry", _retry, "make due, with all that waits behind, in order")
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("seq", type=int, nargs="?", help="an event and its key's queue")
    which.add_argument("--key", help="the queue of a key")
    which.add_argument("--since", type=_instant, help="every queue with an event parked since")
    discard = _add_act(acts, "discard", _discard, "ask to give one up; a second person approves")
    discard.add_argument("seq", type=int)
    approve = _add_act(acts, "approve", _approve, "give up what another person asked for")
    approve.add_argument("seq", type=int)
    _add_act(acts, "resume", _resume, "consume again after the breaker stopped it")
    replay = _add_act(acts, "replay", _replay, "a range of topics into a fresh copy")
    replay.add_argument("--topic", action="append", required=True, help="again for a further one")
    replay.add_argument("--from", type=int, required=True, dest="first", help="first offset")
    replay.add_argument("--to", type=int, required=True, dest="end", help="offset to stop before")
    replay.add_argument("--into", required=True, metavar="DATABASE_URL")


def _add(acts: Any, name: str, act: Act, said: str) -> argparse.ArgumentParser:
    async def run(service: "Service", arguments: argparse.Namespace) -> int:
        try:
            await act(service, arguments)
        except Declined as reason:
            print(f"not done: {reason}", file=sys.stderr)
            return NOT_DONE
        return 0

    parser: argparse.ArgumentParser = acts.add_parser(name, help=said)
    parser.set_defaults(act=run)
    return parser


def _add_act(acts: Any, name: str, act: Act, said: str) -> argparse.ArgumentParser:
    """A command that changes something: it says who does it, and why."""
    parser = _add(acts, name, act, said)
    parser.add_argument("--reason", required=True, help="why; it is kept")
    parser.add_argument("--by", default=getpass.getuser(), help="who does it (default: you)")
    return parser


def _instant(said: str) -> datetime:
    """An instant with its offset; argparse says what is wrong with another."""
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("give the offset too: 2026-03-20T09:00+03:00")
    return found


@asynccontextmanager
async def _database(service: "Service") -> AsyncIterator[AsyncEngine]:
    """The service's database in the operator's role."""
    url = service.settings.operator_url
    if url is None:
        raise Declined("DAMAN_DATABASE_OPERATOR_URL is not set, and production needs it")
    engine = create_engine(url, application=f"{service.name}-operator", pool_size=1)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def _session(service: "Service") -> AsyncIterator[AsyncSession]:
    async with _database(service) as engine, AsyncSession(engine) as session, session.begin():
        await session.execute(_PATIENCE)
        yield session


@asynccontextmanager
async def _operator(service: "Service", arguments: argparse.Namespace) -> AsyncIterator[Operator]:
    """One act of the operator: all of it and its record, or nothing."""
    async with _session(service) as session:
        yield Operator(session, service.name, arguments.by, arguments.reason)


async def _causes(service: "Service", _: argparse.Namespace) -> None:
    async with _session(service) as session:
        found = await causes(session, service.name)
    print("\n".join(table(found)))


def _line(row: Row[Any]) -> str:
    asked = f"\tdiscard asked by {row.requested_by}" if row.requested_by else ""
    return (
        f"{row.seq}\t{row.topic}/{row.part}@{row.offset}\t{row.event_type or '?'}\t"
        f"{row.reason}\ttries {row.tries}\tnext {row.next_try_at:%Y-%m-%d %H:%M:%S}{asked}"
    )


async def _list(service: "Service", _: argparse.Namespace) -> None:
    async with _session(service) as session:
        rows = await operating.listing(session, service.name, limit=LIST_MAX)
    for row in rows:
        print(_line(row))
    print(f"{len(rows)} parked" + (f" (the oldest {LIST_MAX})" if len(rows) == LIST_MAX else ""))


async def _show(service: "Service", arguments: argparse.Namespace) -> None:
    async with _session(service) as session:
        rows = await operating.listing(session, service.name, seq=arguments.seq)
    if not rows:
        raise Declined(f"there is no parked event {arguments.seq}")
    row = rows[0]
    print(_line(row))
    print(f"error: {row.error}")
    if row.discard_reason:
        print(f"discard asked because: {row.discard_reason}")
    for name, value in row.headers:
        shown = "null" if value is None else repr(base64.b64decode(value))
        print(f"header {name}: {shown}")
    print((row.value or b"").decode(errors="replace"))


async def _retry(service: "Service", arguments: argparse.Namespace) -> None:
    key = None if arguments.key is None else arguments.key.encode()
    which = next(one for one in (arguments.since, key, arguments.seq) if one is not None)
    async with _operator(service, arguments) as operator:
        events, keys = await operator.retry(which)
    print(f"{events} events of {keys} keys are due: the running service tries them")


async def _discard(service: "Service", arguments: argparse.Namespace) -> None:
    async with _operator(service, arguments) as operator:
        await operator.ask_discard(arguments.seq)
    print(f"asked for: a second person gives it up with `parked approve {arguments.seq}`")


async def _approve(service: "Service", arguments: argparse.Namespace) -> None:
    async with _operator(service, arguments) as operator:
        await operator.approve_discard(arguments.seq)
    print(f"event {arguments.seq} is given up and kept in parked_discard")


async def _resume(service: "Service", arguments: argparse.Namespace) -> None:
    async with _operator(service, arguments) as operator:
        await operator.resume()
    print("the consumer goes on within a second")


async def _replay(service: "Service", arguments: argparse.Namespace) -> None:
    from chassis.messaging import replay

    if service.consumers is None:
        raise Declined(f"{service.name} listens to nothing")
    wanted = replay.Range(arguments.topic, arguments.first, arguments.end)
    copy = create_engine(arguments.into, application=f"{service.name}-replay")
    settings = service.settings
    try:
        async with _database(service) as own:
            await replay.check_copy(own, copy, service.folder)
        through, parked = await replay.replay(
            settings.kafka, copy, settings.business_clock, service.consumers, wanted
        )
        async with _operator(service, arguments) as operator:
            await operator.note(
                "replay",
                f"{', '.join(wanted.topics)} from {wanted.first} to {wanted.end}",
                copy=copy.url.render_as_string(),
                events=through,
                parked=parked,
            )
    finally:
        await copy.dispose()
    print(f"{through} events went through; {parked} are parked in the copy")

"""Parked events from the command line: list, show, retry, discard."""

import argparse
import base64
import getpass
from typing import TYPE_CHECKING

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.database import create_engine
from chassis.messaging import parking
from chassis.tables import ParkedEvent

if TYPE_CHECKING:
    from chassis.app import Service


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `parked list|show|retry|discard` to a service's command line."""
    parked = commands.add_parser("parked", help="events that could not be applied")
    acts = parked.add_subparsers(dest="parked_act", required=True)
    acts.add_parser("list", help="oldest first").set_defaults(act=_list)
    show = acts.add_parser("show", help="one event, whole")
    retry = acts.add_parser("retry", help="try one (and what waits behind it) at once")
    discard = acts.add_parser("discard", help="give one up, with a second person's approval")
    for act, function in ((show, _show), (retry, _retry), (discard, _discard)):
        act.add_argument("seq", type=int)
        act.set_defaults(act=function)
    discard.add_argument("--reason", required=True)
    discard.add_argument("--approver", required=True, help="who approved it: not yourself")
    discard.add_argument("--by", default=getpass.getuser(), help="who does it (default: you)")


def _line(row: ParkedEvent) -> str:
    return (
        f"{row.seq}\t{row.topic}/{row.part}@{row.offset}\t{row.event_type or '?'}\t"
        f"{row.reason}\ttries {row.tries}\tnext {row.next_try_at:%Y-%m-%d %H:%M:%S}"
    )


async def _list(service: "Service", _: argparse.Namespace) -> int:
    engine = create_engine(service.settings.database_url, application="parked")
    async with AsyncSession(engine) as session:
        rows = await parking.listing(session, service.name)
    for row in rows:
        print(_line(row))
    print(f"{len(rows)} parked" + (" (the oldest 200)" if len(rows) == 200 else ""))  # noqa: PLR2004
    await engine.dispose()
    return 0


async def _show(service: "Service", arguments: argparse.Namespace) -> int:
    engine = create_engine(service.settings.database_url, application="parked")
    async with AsyncSession(engine) as session:
        row = await session.get(ParkedEvent, arguments.seq)
    await engine.dispose()
    if row is None or row.consumer != service.name:
        print(f"no parked event {arguments.seq}")
        return 1
    print(_line(row))
    print(f"error: {row.error}")
    for name, value in row.headers:
        shown = "null" if value is None else repr(base64.b64decode(value))
        print(f"header {name}: {shown}")
    print((row.value or b"").decode(errors="replace"))
    return 0


async def _retry(service: "Service", arguments: argparse.Namespace) -> int:
    engine = create_engine(service.settings.database_url, application="parked")
    async with AsyncSession(engine) as session, session.begin():
        found = await parking.retry_now(session, service.name, arguments.seq)
    await engine.dispose()
    print("due now: the running service tries it" if found else "no such parked event")
    return 0 if found else 1


async def _discard(service: "Service", arguments: argparse.Namespace) -> int:
    if arguments.approver == arguments.by:
        print("a second person has to approve: --approver may not be the one who discards")
        return 2
    engine = create_engine(service.settings.database_url, application="parked")
    async with AsyncSession(engine) as session, session.begin():
        found = await parking.discard(
            session,
            service.name,
            arguments.seq,
            by=arguments.by,
            approver=arguments.approver,
            why=arguments.reason,
        )
    await engine.dispose()
    print(orjson.dumps({"discarded": found, "seq": arguments.seq}).decode())
    return 0 if found else 1

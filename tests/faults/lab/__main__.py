"""`python -m tests.faults.lab [--commands N | --messages N] --kills K [--seed S]`."""

import argparse
import asyncio
import logging
import random
import secrets
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

import httpx

from deploy.local.machine import free_base
from deploy.local.place import CHECKOUT, Place
from tests.faults.catalogue import rounds
from tests.faults.lab.client import Log
from tests.faults.lab.load import Load, ManyCommands, ManyMessages
from tests.faults.lab.pace import Pace
from tests.faults.lab.plan import OTHERS, acts, servers_among
from tests.faults.lab.report import write
from tests.faults.lab.run import Lab
from tests.faults.lab.surroundings import Surroundings
from tests.faults.lab.topics import Messages
from tests.faults.traps import Trap

REPORTS = CHECKOUT / "docs" / "faults"
COMMANDS, KILLS = 5000, 12
DISK, LARGE_DISK = "1g", "8g"
"""Of PostgreSQL: the one is filled up by a fault, the other holds a million messages."""


def _trap(words: str) -> Trap:
    """A trap from the command line: service, point, and what it is about."""
    service, point, about = [*words.split(maxsplit=2), ""][:3]
    return Trap(service, point, about)


def _kinds(arguments: argparse.Namespace) -> list[str]:
    """Those asked for; else one of each, or beside very many kills servers alone."""
    if arguments.kinds is not None:
        return [*arguments.kinds.split()]
    return servers_among(arguments.kills) if arguments.messages else [*OTHERS]


def _load(arguments: argparse.Namespace, log: Log, messages: Messages) -> Load:
    chance = random.Random(arguments.seed)
    if arguments.messages:
        return ManyMessages(Pace(arguments.messages, lambda: messages.count), chance)
    return ManyCommands(Pace(arguments.commands, lambda: log.commands), chance)


async def run(arguments: argparse.Namespace) -> int:
    """Everything; 0 if it holds."""
    state = Path(tempfile.mkdtemp(prefix="daman-faults-"))
    place = Place(state, CHECKOUT / ".cache", free_base())
    around = await Surroundings.around(place, LARGE_DISK if arguments.messages else DISK)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the broker is away: we know
    tell = partial(print, flush=True)
    tell(f"the stack runs; seed {arguments.seed}")
    try:
        async with httpx.AsyncClient(timeout=30) as http:
            chance = random.Random(arguments.seed)
            log, messages = Log(state / "client.jsonl"), Messages(place.address("kafka"))
            strikes = acts(chance, arguments.kills, _kinds(arguments), arguments.at)
            load = _load(arguments, log, messages)
            lab = Lab(around, load, strikes, log, messages, chance, tell)
            done = await lab.run(arguments.seed, http)
    finally:
        await around.end()
    if arguments.after_boundaries:
        done.boundaries = sum(len(deaths) for deaths in rounds())
    for name, said in write(arguments.reports, done, beside=arguments.beside):
        print(f"{name}: {said}")
    if done.holds:
        shutil.rmtree(state)
    return 0 if done.holds else 1


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.lab", description=__doc__)
    load = parser.add_mutually_exclusive_group()
    load.add_argument("--commands", type=int, default=COMMANDS)
    load.add_argument("--messages", type=int, help="records delivered to a consumer")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--kinds", help="of faults beside kills")
    parser.add_argument("--at", type=_trap, action="append", default=[], metavar="SERVICE POINT")
    parser.add_argument("--after-boundaries", action="store_true", help="all were killed at before")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--beside", action="store_true", help="keep the report's parts so far")
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())

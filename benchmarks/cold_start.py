"""Row 10: the whole stack from nothing to ready, beside its bare servers alone.

`make up` in an empty folder with warm downloads: keys, databases, topics, migrations, seven
services, gateway, simulators and demo data. The peer starts PostgreSQL, Kafka and Envoy with the
same settings, also from empty folders, and nothing else.
"""

import asyncio
import statistics
import subprocess
from functools import partial

from benchmarks.figures import Figure, Result
from benchmarks.rounds import alternate, ratio
from benchmarks.server import CACHE, stand
from deploy.local.machine import free_base
from deploy.local.measure import ColdStart, cold_start
from deploy.local.place import Place

ROUNDS = 4
FINDING = ""


async def whole() -> ColdStart:
    """The stack, started and stopped by its own commands."""
    # The state folder is chosen anew by each start.
    place = Place(state=CACHE, cache=CACHE, port_base=free_base())
    return await asyncio.to_thread(cold_start, place, output=subprocess.DEVNULL)


async def bare() -> ColdStart:
    """The servers alone."""
    async with stand("postgres", "kafka", "gateway") as place:
        return ColdStart(place.seconds, {})


async def main() -> Result:
    """Measure both in turn."""
    rounds = await alternate(ROUNDS, whole=whole, bare=bare)
    seconds = {side: [one.seconds for one in all_] for side, all_ in rounds.items()}
    gigabytes = [sum(one.memory.values()) / 1e9 for one in rounds["whole"]]
    lower = partial(Figure, better="lower")
    return Result(
        row=10,
        name="cold start",
        workload="the whole stack from nothing to ready, downloads warm",
        peer="PostgreSQL, Kafka and Envoy alone",
        figures=[
            lower("the bare servers", ratio(seconds["whole"], seconds["bare"])),
            lower("to ready", statistics.median(seconds["whole"]), 20, "s"),
            lower("of memory", statistics.median(gigabytes), 1.5, "GB"),
        ],
        raw={
            **{f"{side}, s": numbers for side, numbers in seconds.items()},
            "whole, GB": gigabytes,
        },
        finding=FINDING,
    )

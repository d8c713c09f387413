"""`python -m deploy.demo [--kill A[,B…]]`: tells the story; the exit code is the truth."""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence

import httpx

from deploy.demo.steps import Journey
from deploy.demo.story import STORY
from deploy.demo.visitor import Unexpected
from deploy.local.parts import SERVICES, SIMULATORS
from deploy.local.place import CHECKOUT, Place, place_from_environment, python

KILL_AFTER_SECONDS = 0.3
SERVERS = (*SERVICES, *SIMULATORS, "postgres", "kafka", "gateway")


async def tell(place: Place, targets: Sequence[str]) -> bool:
    """Go through the steps; with targets, one part after the other is killed, one in each step."""
    async with httpx.AsyncClient(timeout=30) as http:
        journey = Journey.at(place, http, {})
        for number, step in enumerate(STORY, start=1):
            began = time.monotonic()
            target = targets[(number - 1) % len(targets)] if targets else None
            killing = asyncio.create_task(_kill_soon(target)) if target else None
            try:
                said = await step(journey)
            except Unexpected as error:
                print(f"{number}. FAILED {step.__name__}: {error}", flush=True)
                return False
            finally:
                if killing is not None:
                    await killing
            print(f"{number}. {said} ({time.monotonic() - began:.1f} s)", flush=True)
        establishment_id = journey.establishment["establishment_id"]
    print(f"What happened, as traces: make trace ID={establishment_id}")
    return True


async def _kill_soon(target: str) -> None:
    await asyncio.sleep(KILL_AFTER_SECONDS)
    command = python("-m", "deploy.local", "kill", target)
    process = await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT)
    if await process.wait() != 0:
        raise Unexpected(f"could not kill {target}")


def _targets(told: str) -> list[str]:
    names = [name for name in told.split(",") if name]
    return [part for name in names for part in (SERVICES if name == "relay" else (name,))]


def main() -> int:
    """Start what is not running, tell the steps, leave everything running."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo", description=__doc__)
    parser.add_argument(
        "--kill",
        metavar="TARGET",
        default="",
        help="kill this part in each step; of several (a,b,c) one after the other; "
        "`relay`: each service in turn, for each carries its own relay",
    )
    arguments = parser.parse_args()
    targets = _targets(arguments.kill)
    if unknown := set(targets) - set(SERVERS):
        parser.error(f"no part of the stack: {', '.join(unknown)}; choose of {', '.join(SERVERS)}")
    started = subprocess.run(python("-m", "deploy.local", "up"), cwd=CHECKOUT, check=False)
    if started.returncode != 0:
        return started.returncode
    place = place_from_environment()
    if not asyncio.run(tell(place, targets)):
        return 1
    print(f"The platform is running at {place.url} (make down stops it).")
    return 0


if __name__ == "__main__":
    sys.exit(main())

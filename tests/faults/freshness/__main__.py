"""A long run: `python -m tests.faults.freshness 100000 [seed]`; exit 1 for an untrue answer."""

import asyncio
import sys
import tempfile
from pathlib import Path

from chassis.database import create_engine
from tests.conftest import Server, running_server
from tests.faults.freshness.house import open_house
from tests.faults.freshness.pairs import Tally, run

PAIRS, SHOWN_EVERY = 100_000, 5_000


def _shown(tally: Tally) -> None:
    if tally.said.total() % SHOWN_EVERY == 0:
        sys.stdout.write(f"{tally}\n")
        sys.stdout.flush()


async def _play(server: Server, pairs: int, seed: int) -> Tally:
    movements, payroll = [
        create_engine(server.url(service, await server.copy(service)), application="freshness")
        for service in ("movements", "payroll")
    ]
    async with open_house(movements, payroll, seed=seed) as house:
        tally = await run(house, pairs, seed, _shown)
    for engine in (movements, payroll):
        await engine.dispose()
    return tally


def main() -> int:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
    ):
        tally = asyncio.run(_play(server, pairs, seed))
    sys.stdout.write("\n".join([*tally.untrue, f"seed {seed}: {tally}"]) + "\n")
    return bool(tally.untrue)


if __name__ == "__main__":
    sys.exit(main())

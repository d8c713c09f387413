"""The retrier killed at its commits: a parked event is applied once, and is not lost."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from chassis.messaging import parking
from chassis.messaging.parking import Parked
from chassis.messaging.record import Received
from contracts.events.movements import COVERAGE, CoverageStarted
from deploy.demo.visitor import until
from deploy.local.place import CHECKOUT
from tests.conftest import OpenDatabase, url_of
from tests.faults.launcher import FOLDER
from tests.faults.traps import Trap, arm
from tests.services.people import acting


def started() -> CoverageStarted:
    return CoverageStarted(
        coverage_id=uuid7(),
        establishment_id=uuid7(),
        person_id=uuid7(),
        batch_id=uuid7(),
        started_on=date(2026, 3, 1),
        wage="500.000",
        hazardous=False,
    )


async def park(engine: AsyncEngine, *events: CoverageStarted) -> None:
    async with acting(engine) as work:
        for offset, event in enumerate(events):
            received = Received(
                topic=COVERAGE,
                part=0,
                offset=offset,
                key=event.key().encode(),
                event_id=str(uuid7()),
                event_type=event.type_name(),
                value=event.model_dump_json().encode(),
                headers=(),
                traceparent=None,
            )
            parking.park(work, "payroll", [Parked(received, "TypeError", "a mended bug")])


async def counted(engine: AsyncEngine, table: str) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())


@asynccontextmanager
async def retrying(engine: AsyncEngine, traps: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    url = url_of(engine)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.retrying", url),
        cwd=CHECKOUT,
        env={**os.environ, FOLDER: str(traps)},
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.mark.parametrize(("point", "applied"), [("before-commit", 0), ("after-commit", 1)])
async def test_what_was_parked_is_applied_once(
    database: OpenDatabase, tmp_path: Path, point: str, applied: int
) -> None:
    engine = await database("payroll")
    await park(engine, started(), started())
    arm(tmp_path, Trap("payroll", f"retry.{point}"))

    async with retrying(engine, tmp_path) as process:
        assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL
    done, parked = await counted(engine, "cover"), await counted(engine, "parked_event")
    assert done + parked == 2  # the keys are tried side by side: the other one may have gone too
    assert done >= applied

    async with retrying(engine, tmp_path):

        async def cleared() -> bool:
            return await counted(engine, "parked_event") == 0

        await until("nothing is parked", cleared)
    assert await counted(engine, "cover") == 2

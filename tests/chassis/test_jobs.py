"""Jobs: one worker at a time, another after its death, again after a failure."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import jobs as chassis_jobs
from chassis.clock import BusinessClock
from chassis.copies import EstablishmentNotYetKnown
from chassis.errors import NotFound
from chassis.jobs import JobRun, Jobs, JobWorker, LostLease, TryLater
from tests.conftest import OpenDatabase
from tests.services.people import acting


@pytest.fixture
async def engine(database: OpenDatabase) -> AsyncEngine:
    made = await database("letters")
    async with acting(made) as work:
        work.enqueue("write", {"letter": 1})
    return made


def worker(engine: AsyncEngine, *runs: Any) -> JobWorker:
    """A worker whose handler does these things, one an attempt."""
    listed, left = Jobs(), list(runs)

    @listed.on("write")
    async def write(run: JobRun) -> None:
        await left.pop(0)(run)

    return JobWorker(listed, "default", engine, BusinessClock())


async def finish(run: JobRun) -> None:
    async with run.last_step():
        pass


async def column(engine: AsyncEngine, name: str) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(text(f"select {name} from job"))).scalar_one()


async def test_a_job_is_done_once(engine: AsyncEngine) -> None:
    assert await worker(engine, finish).run_one()
    assert await column(engine, "state") == "done"
    assert not await worker(engine).run_one()


async def test_what_is_not_there_yet_is_tried_again_later(engine: AsyncEngine) -> None:
    async def away(_: JobRun) -> None:
        raise TryLater("registry")

    await worker(engine, away).run_one()
    assert await column(engine, "state") == "waiting"
    assert await column(engine, "due_at > now()")
    assert await column(engine, "error") == "registry"


async def test_a_refusal_ends_a_job_unless_waiting_helps(engine: AsyncEngine) -> None:
    async def too_early(_: JobRun) -> None:
        raise EstablishmentNotYetKnown

    async def never(_: JobRun) -> None:
        raise NotFound

    await worker(engine, too_early).run_one()
    assert await column(engine, "state") == "waiting"
    assert await column(engine, "error") == "establishment-not-yet-known"
    async with engine.begin() as connection:
        await connection.execute(text("update job set due_at = now()"))
    await worker(engine, never).run_one()
    assert await column(engine, "state") == "failed"


async def test_a_leased_job_is_not_taken_by_another(engine: AsyncEngine) -> None:
    async def look(run: JobRun) -> None:
        assert not await worker(engine).run_one()
        await finish(run)

    await worker(engine, look).run_one()
    assert await column(engine, "tries") == 1


async def test_a_worker_that_lost_its_lease_commits_nothing(engine: AsyncEngine) -> None:
    async def slept_too_long(run: JobRun) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("update job set leased_until = now() - interval '1 s'"))
        await worker(engine, finish).run_one()
        with pytest.raises(LostLease):
            async with run.last_step() as work:
                work.enqueue("write", {"letter": 2})

    await worker(engine, slept_too_long).run_one()
    assert await column(engine, "count(*)") == 1


async def test_a_living_worker_keeps_its_lease(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chassis_jobs, "BEAT_SECONDS", 0.02)

    async def long(run: JobRun) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("update job set leased_until = now() - interval '1 s'"))
        for _ in range(100):
            await asyncio.sleep(0.02)
            if await column(engine, "leased_until > now()"):
                break
        await finish(run)

    await worker(engine, long).run_one()
    assert await column(engine, "state") == "done"
    assert await column(engine, "tries") == 1

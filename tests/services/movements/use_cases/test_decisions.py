"""What an officer decides, and what follows."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from chassis.decisions import AlreadyDecided
from chassis.errors import NotAllowed, NotFound, StaleVersion
from services.movements import queries
from services.movements.models import Batch, Coverage
from services.movements.use_cases.approve_batch import RowsNoLongerHold, approve_batch
from services.movements.use_cases.reject_batch import reject_batch
from services.movements.use_cases.return_batch import return_batch
from services.movements.use_cases.submit_stops import Stop, StopNotPossible, submit_stops
from tests.services.movements.conftest import Movements
from tests.services.movements.workbooks import row_for, workbook, workers
from tests.services.people import acting, announced, staff


async def sent(movements: Movements, count: int = 2) -> Batch:
    return await movements.send(workbook([row_for(person) for person in workers(count)]))


async def approved(movements: Movements, batch: Batch) -> Batch:
    officer = await staff(movements.engine, "officer", "amman-center")
    async with acting(movements.engine, officer) as work:
        return await approve_batch(work, batch.batch_id, version=batch.version)


async def covered(movements: Movements) -> Sequence[Coverage]:
    async with acting(movements.engine) as work:
        found = await work.session.execute(select(Coverage).order_by(col(Coverage.coverage_id)))
        return list(found.scalars())


async def stop(movements: Movements, coverage_id: UUID, **changed: object) -> Batch:
    last = {"stopped_on": date(2026, 3, 18), "reason": "RESIGNATION", **changed}
    async with acting(movements.engine, movements.employer.officer) as work:
        stops = [Stop(coverage_id, **last)]  # type: ignore[arg-type]
        return await submit_stops(work, movements.employer.establishment_id, stops)


async def test_approval_starts_cover_for_each_worker(movements: Movements) -> None:
    batch = await approved(movements, await sent(movements))
    assert (batch.state, batch.version) == ("approved", 2)
    started = await covered(movements)
    assert [(one.started_on, one.amount_wage) for one in started] == [
        (date(2026, 3, 5), 500_000),
        (date(2026, 3, 5), 500_000),
    ]
    events = await announced(movements.engine)
    assert events.count("InsuredPersonRegistered") == 2
    assert events.count("CoverageStarted") == 2
    assert events.index("MovementApproved") > events.index("MovementSubmitted")


async def test_an_officer_of_another_branch_does_not_find_the_batch(movements: Movements) -> None:
    batch = await sent(movements)
    elsewhere = await staff(movements.engine, "officer", "zarqa")
    with pytest.raises(NotFound):
        async with acting(movements.engine, elsewhere) as work:
            await approve_batch(work, batch.batch_id, version=1)
    async with acting(movements.engine) as work:
        queue = await queries.queue(work, {"zarqa"}, state="under_review", after=None, limit=9)
        assert queue == []


async def test_only_officers_decide(movements: Movements) -> None:
    batch = await sent(movements)
    treasurer = await staff(movements.engine, "treasurer")
    with pytest.raises(NotAllowed):
        async with acting(movements.engine, treasurer) as work:
            await approve_batch(work, batch.batch_id, version=1)
    with pytest.raises(NotFound):
        async with acting(movements.engine, movements.employer.officer) as work:
            await approve_batch(work, batch.batch_id, version=1)


async def test_a_decision_names_the_version_it_was_made_on(movements: Movements) -> None:
    batch = await sent(movements)
    officer = await staff(movements.engine, "officer", "amman-center")
    with pytest.raises(StaleVersion):
        async with acting(movements.engine, officer) as work:
            await approve_batch(work, batch.batch_id, version=7)
    assert await covered(movements) == []


async def test_a_batch_is_decided_once(movements: Movements) -> None:
    batch = await approved(movements, await sent(movements))
    officer = await staff(movements.engine, "officer", "amman-center")
    with pytest.raises(AlreadyDecided):
        async with acting(movements.engine, officer) as work:
            await reject_batch(work, batch.batch_id, version=2, reason="Too late.")
    assert len(await covered(movements)) == 2


async def test_returning_keeps_the_reason_and_covers_nobody(movements: Movements) -> None:
    batch = await sent(movements)
    officer = await staff(movements.engine, "officer", "amman-center")
    async with acting(movements.engine, officer) as work:
        back = await return_batch(work, batch.batch_id, version=1, reason="Contract is missing.")
    assert (back.state, back.reason) == ("returned", "Contract is missing.")
    assert await covered(movements) == []
    assert await announced(movements.engine) == ["MovementSubmitted", "MovementReturned"]


async def test_two_batches_cannot_cover_the_same_worker_twice(movements: Movements) -> None:
    person = workers(1)[0]
    first = await movements.send(workbook([row_for(person)]))
    second = await movements.send(workbook([row_for(person, wage=600)]))
    await approved(movements, first)
    with pytest.raises(RowsNoLongerHold):
        await approved(movements, second)
    assert len(await covered(movements)) == 1


async def test_a_worker_who_leaves_is_stopped_after_approval(movements: Movements) -> None:
    await approved(movements, await sent(movements, 1))
    [coverage] = await covered(movements)
    batch = await stop(movements, coverage.coverage_id)
    assert (batch.kind, batch.month) == ("stop", "2026-03")
    await approved(movements, batch)
    [stopped] = await covered(movements)
    assert (stopped.stopped_on, stopped.stop_reason) == (date(2026, 3, 18), "RESIGNATION")
    assert (await announced(movements.engine))[-1] == "CoverageStopped"


async def test_a_stop_that_breaks_a_rule_names_it_and_keeps_nothing(movements: Movements) -> None:
    await approved(movements, await sent(movements, 1))
    [coverage] = await covered(movements)
    with pytest.raises(StopNotPossible) as refused:
        await stop(movements, coverage.coverage_id, stopped_on=date(2026, 3, 1))
    assert refused.value.facts["rule"] == "stop-before-start"
    await stop(movements, coverage.coverage_id)
    with pytest.raises(StopNotPossible) as refused:
        await stop(movements, coverage.coverage_id)
    assert refused.value.facts["rule"] == "stop-waits"

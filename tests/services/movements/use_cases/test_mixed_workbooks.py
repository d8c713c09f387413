"""Enrolments and stops in one workbook: rehearsed against the bill, sent and approved as one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from contracts.events.movements import CoverageStarted
from services.billing.use_cases.keep_cover import keep_cover
from services.movements import queries, views
from services.movements.gateways import Gateways, movement_workbook
from services.movements.gateways.bill import Bill
from services.movements.models import Batch, Coverage, WorkbookRow
from services.movements.use_cases.approve_batch import RowsNoLongerHold, approve_batch
from services.movements.use_cases.send_workbook import send_workbook
from tests.services.movements.conftest import Movements
from tests.services.movements.workbooks import row_for, workbook, workers
from tests.services.peers import peer_away
from tests.services.people import acting, announced, staff

RESIGNED = "استقالة / Resignation"


async def covered(movements: Movements) -> list[dict[str, Any]]:
    """The establishment's people as the template lists them."""
    async with acting(movements.engine) as work:
        found = await queries.workers(
            work,
            movements.employer.establishment_id,
            on=date(2026, 3, 20),
            after=None,
            limit=None,
        )
    return [views.template_row(*one) for one in found]


async def approved(movements: Movements, batch: Batch) -> Batch:
    officer = await staff(movements.engine, "officer", "amman-center")
    async with acting(movements.engine, officer) as work:
        return await approve_batch(work, batch.batch_id, version=batch.version)


async def enrolled(movements: Movements, count: int) -> list[dict[str, Any]]:
    """Workers in force, also at billing."""
    batch = await movements.send(workbook([row_for(person) for person in workers(count)]))
    await approved(movements, batch)
    await billing_hears(movements)
    return await covered(movements)


async def billing_hears(movements: Movements) -> None:
    async with movements.engine.connect() as connection:
        payloads = await connection.execute(
            text("select payload from outbox where type like '%CoverageStarted%' order by seq")
        )
        events = [CoverageStarted.model_validate_json(one) for one in payloads.scalars()]
    for event in events:
        async with acting(movements.billing) as work:
            await keep_cover(work, event)


def stop(worker: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**worker, "stopped_on": date(2026, 3, 18), "reason": RESIGNED, **changed}


async def rows_of(
    movements: Movements, content: bytes, *, faulty: bool | None = None
) -> Sequence[WorkbookRow]:
    uploaded = await movements.upload(content)
    assert await movements.check()
    async with acting(movements.engine) as work:
        return await queries.workbook_rows(work, uploaded.workbook_id, faulty=faulty)


async def faults_of(movements: Movements, content: bytes) -> list[tuple[str, int, str, str]]:
    return [
        (row.kind, row.row, one["column"], one["rule"])
        for row in await rows_of(movements, content, faulty=True)
        for one in row.findings
    ]


class TestTheTemplate:
    async def test_lists_our_people_and_nobody_is_stopped_by_it(self, movements: Movements) -> None:
        people = await enrolled(movements, 2)
        async with acting(movements.engine) as work:
            reasons = await queries.stop_reasons(work, on=date(2026, 3, 20))
        content = movement_workbook.personal_template(people, reasons)
        uploaded = await movements.upload(content)
        await movements.check()
        checked = await movements.workbook(uploaded.workbook_id)
        assert checked.state == "refused"
        assert checked.refusal is not None
        assert checked.refusal["code"] == "no-rows"

    async def test_offers_the_reasons_in_force(self, movements: Movements) -> None:
        async with acting(movements.engine) as work:
            reasons = await queries.stop_reasons(work, on=date(2026, 3, 20))
        assert RESIGNED in {movement_workbook.reason_label(reason) for reason in reasons}


class TestTheVerdict:
    async def test_names_faults_on_both_sheets(self, movements: Movements) -> None:
        one, other = await enrolled(movements, 2)
        joiner = workers(3)[2]
        content = workbook(
            [row_for(joiner, wage=None)],
            [
                stop(one, reason=None),
                stop(other, stopped_on=date(2026, 2, 1)),
                stop(other),
                stop({"insurance_number": "4999999999"}),
                stop({"insurance_number": None}),
                stop({"insurance_number": "4999999998"}, stopped_on="yesterday"),
                stop({"insurance_number": "4999999997"}, reason="Boredom"),
            ],
        )
        assert await faults_of(movements, content) == [
            ("start", 2, "wage", "wage-missing"),
            ("stop", 2, "reason", "stop-reason-missing"),
            ("stop", 3, "stopped_on", "stop-before-start"),
            ("stop", 4, "insurance_number", "twice-in-file"),
            ("stop", 5, "insurance_number", "not-covered-here"),
            ("stop", 6, "insurance_number", "insurance-number-missing"),
            ("stop", 7, "stopped_on", "not-a-date"),
            ("stop", 8, "insurance_number", "not-covered-here"),
        ]

    async def test_knows_a_stop_that_waits_and_a_reason_that_is_none(
        self, movements: Movements
    ) -> None:
        one, other = await enrolled(movements, 2)
        await movements.send(workbook([], [stop(one)]))
        content = workbook([], [stop(one), stop(other, reason="Boredom")])
        assert await faults_of(movements, content) == [
            ("stop", 2, "insurance_number", "stop-waits"),
            ("stop", 3, "reason", "stop-reason-unknown"),
        ]

    async def test_comes_back_on_both_sheets(self, movements: Movements) -> None:
        [one] = await enrolled(movements, 1)
        content = workbook([row_for(workers(2)[1], wage=None)], [stop(one, reason="Boredom")])
        rows = await rows_of(movements, content)
        returned = movement_workbook.returned_workbook(rows)
        filled = await movement_workbook.read(returned)
        assert [row.number for row in filled.enrolments] == [2]
        assert [row.cells["reason"] for row in filled.stops] == ["Boredom"]


class TestTheEffect:
    async def test_is_what_billing_would_bill(self, movements: Movements) -> None:
        one, _ = await enrolled(movements, 2)
        content = workbook([row_for(workers(3)[2])], [stop(one, stopped_on=date(2026, 3, 10))])
        uploaded = await movements.upload(content)
        await movements.check()
        assert (await movements.workbook(uploaded.workbook_id)).effect is None
        assert await movements.rehearse()
        effect = (await movements.workbook(uploaded.workbook_id)).effect
        assert effect is not None
        assert (effect["workers_in"], effect["workers_out"]) == (1, 1)
        # Two workers at 500; one leaves before the 16th day, one joins.
        assert (effect["amount_before"], effect["amount_after"]) == ("217.500", "217.500")

    async def test_goes_with_the_batch_to_the_officer(self, movements: Movements) -> None:
        uploaded = await movements.upload(workbook([row_for(workers(1)[0])]))
        await movements.check()
        async with acting(movements.engine, movements.employer.officer) as work:
            batch, _ = await send_workbook(work, uploaded.workbook_id, leave_out_faulty=False)
        assert batch.effect is None
        assert await movements.rehearse()
        async with acting(movements.engine) as work:
            found = await queries.batch(work, batch.batch_id)
        assert found is not None
        assert found.effect is not None
        assert found.effect["difference"] == "108.750"

    async def test_waits_while_billing_is_away_and_stops_nobody_from_sending(
        self, movements: Movements
    ) -> None:
        reached = movements.gateways
        away = Bill(peer_away("billing", caller="movements"))
        cut = Movements(
            movements.engine,
            movements.billing,
            Gateways(reached.registry, reached.files, away),
            movements.employer,
        )
        uploaded = await cut.upload(workbook([row_for(workers(1)[0])]))
        await cut.check()
        assert await cut.rehearse()
        assert (await cut.workbook(uploaded.workbook_id)).effect is None
        async with movements.engine.begin() as connection:
            await connection.execute(text("update job set due_at = now()"))  # its pause is over
        assert await movements.rehearse()
        assert (await cut.workbook(uploaded.workbook_id)).effect is not None


class TestTheBatch:
    async def test_stops_and_starts_in_one_decision(self, movements: Movements) -> None:
        one, _ = await enrolled(movements, 2)
        content = workbook([row_for(workers(3)[2])], [stop(one)])
        batch = await movements.send(content)
        assert (batch.kind, batch.rows) == ("mixed", 2)
        await approved(movements, batch)
        events = await announced(movements.engine)
        assert events.count("CoverageStarted") == 3
        assert events.count("CoverageStopped") == 1

    async def test_starts_the_very_period_that_was_rehearsed(self, movements: Movements) -> None:
        uploaded = await movements.upload(workbook([row_for(workers(1)[0])]))
        await movements.check()
        async with acting(movements.engine) as work:
            [row] = await queries.workbook_rows(work, uploaded.workbook_id)
        async with acting(movements.engine, movements.employer.officer) as work:
            batch, _ = await send_workbook(work, uploaded.workbook_id, leave_out_faulty=False)
        await approved(movements, batch)
        async with acting(movements.engine) as work:
            found = await work.session.execute(select(col(Coverage.coverage_id)))
        assert found.scalars().all() == [row.coverage_id]

    async def test_a_worker_stopped_meanwhile_holds_the_whole_batch(
        self, movements: Movements
    ) -> None:
        [one] = await enrolled(movements, 1)
        first = await movements.send(workbook([row_for(workers(2)[1])], [stop(one)]))
        async with movements.engine.begin() as connection:
            await connection.execute(
                text(
                    "update coverage set stopped_on = date '2026-03-17', stop_reason = 'OTHER' "
                    "where stopped_on is null"
                )
            )
        with pytest.raises(RowsNoLongerHold):
            await approved(movements, first)
        assert (await announced(movements.engine)).count("CoverageStarted") == 1

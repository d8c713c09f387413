"""From a clerk's workbook to a batch that waits for an officer."""

from decimal import Decimal

import pytest

from chassis.authorize import NotSignedIn
from chassis.clock import NotAMonth
from chassis.errors import NotFound
from chassis.workbooks.archive import PACKED_BYTES_MAX
from chassis.workbooks.refusals import WorkbookTooLarge
from chassis.workbooks.verdicts import StillChecking, WorkbookRefused
from services.movements import queries
from services.movements.use_cases.send_workbook import (
    FaultyRows,
    NothingToSend,
    send_workbook,
)
from services.movements.use_cases.upload_workbook import MonthNotOpen
from tests.services.movements.conftest import Movements
from tests.services.movements.workbooks import row_for, workbook, workers
from tests.services.people import acting, announced, employer


def mixed() -> bytes:
    """Two good rows, one wage under the minimum, one number nobody has."""
    first, second, third, fourth = workers(4)
    return workbook(
        [
            row_for(first),
            row_for(second, wage=Decimal("350.250")),
            row_for(third, wage=Decimal(200)),
            row_for(fourth, national_number="9990000009"),
        ]
    )


async def test_the_verdict_names_each_faulty_cell_and_commits_nothing(movements: Movements) -> None:
    uploaded = await movements.upload(mixed())
    assert uploaded.state == "checking"
    assert await movements.check()

    checked = await movements.workbook(uploaded.workbook_id)
    assert (checked.state, checked.rows_total, checked.rows_good) == ("ready", 4, 2)
    async with acting(movements.engine) as work:
        rows = await queries.workbook_rows(work, uploaded.workbook_id, faulty=True)
    assert [(row.row, one["column"], one["rule"]) for row in rows for one in row.findings] == [
        (4, "wage", "wage-under-minimum"),
        (5, "national_number", "not-in-registry"),
    ]
    assert await announced(movements.engine) == []


async def test_faulty_rows_stop_the_sending_until_they_are_left_out(movements: Movements) -> None:
    uploaded = await movements.upload(mixed())
    await movements.check()
    with pytest.raises(FaultyRows) as refused:
        async with acting(movements.engine, movements.employer.officer) as work:
            await send_workbook(work, uploaded.workbook_id, leave_out_faulty=False)
    assert refused.value.facts == {"faulty": 2, "total": 4}

    async with acting(movements.engine, movements.employer.officer) as work:
        batch, already = await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)
    assert (batch.rows, batch.state, already) == (2, "under_review", False)
    assert batch.file_hash == uploaded.file_hash
    assert await announced(movements.engine) == ["MovementSubmitted"]


async def test_sending_the_same_file_again_changes_nothing_and_says_so(
    movements: Movements,
) -> None:
    file = mixed()  # written once: a workbook carries the second in which it was written
    batch = await movements.send(file)
    again = await movements.upload(file)
    assert again.state == "sent"
    async with acting(movements.engine, movements.employer.officer) as work:
        same, already = await send_workbook(work, again.workbook_id, leave_out_faulty=True)
    assert (same.batch_id, already) == (batch.batch_id, True)
    assert await announced(movements.engine) == ["MovementSubmitted"]


async def test_a_file_that_is_no_workbook_is_refused_as_a_whole(movements: Movements) -> None:
    uploaded = await movements.upload(b"name;wage\n")
    await movements.check()
    checked = await movements.workbook(uploaded.workbook_id)
    assert checked.state == "refused"
    assert checked.refusal is not None
    assert checked.refusal["code"] == "not-a-workbook"
    with pytest.raises(WorkbookRefused):
        async with acting(movements.engine, movements.employer.officer) as work:
            await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)


async def test_a_workbook_without_a_good_row_is_not_sent(movements: Movements) -> None:
    uploaded = await movements.upload(workbook([row_for(workers(1)[0], wage=Decimal(1))]))
    await movements.check()
    with pytest.raises(NothingToSend):
        async with acting(movements.engine, movements.employer.officer) as work:
            await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)


async def test_a_workbook_is_not_sent_before_its_verdict(movements: Movements) -> None:
    uploaded = await movements.upload(mixed())
    with pytest.raises(StillChecking):
        async with acting(movements.engine, movements.employer.officer) as work:
            await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)


async def test_anothers_workbook_does_not_exist(movements: Movements) -> None:
    uploaded = await movements.upload(mixed())
    await movements.check()
    stranger = await employer(movements.engine, number="1000002")
    with pytest.raises(NotFound):
        async with acting(movements.engine, stranger.officer) as work:
            await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)
    with pytest.raises(NotSignedIn):
        async with acting(movements.engine) as work:
            await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)


async def test_a_month_that_has_not_begun_or_is_none_is_refused(movements: Movements) -> None:
    with pytest.raises(MonthNotOpen):
        await movements.upload(mixed(), month="2026-04")
    with pytest.raises(NotAMonth):
        await movements.upload(mixed(), month="March")


async def test_too_large_a_file_is_refused_at_once(movements: Movements) -> None:
    with pytest.raises(WorkbookTooLarge):
        await movements.upload(b"x" * (PACKED_BYTES_MAX + 1))
    assert not await movements.check()

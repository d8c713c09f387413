"""Sending a January file: whole or not at all, and once."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text

from chassis.authorize import NotSignedIn
from chassis.errors import NotFound
from chassis.workbooks.verdicts import StillChecking, WorkbookRefused
from services.payroll import queries
from services.payroll.models import JanuaryFile
from services.payroll.registers import NoLongerWhole
from services.payroll.use_cases.reject_file import reject_file
from services.payroll.use_cases.send_file import FaultyFile, send_file
from tests.services.payroll.conftest import Payroll
from tests.services.payroll.workbooks import row, wages, workbook
from tests.services.people import acting, announced, employer


async def queued(payroll: Payroll) -> list[str | None]:
    """The numbers of the files that wait in the employer's branch."""
    async with acting(payroll.engine) as work:
        found = await queries.queue(
            work, {"amman-center"}, state="under_review", after=None, limit=9
        )
    return [one.number for one in found]


async def states(payroll: Payroll) -> list[str]:
    async with acting(payroll.engine) as work:
        found = await queries.files_of(
            work, payroll.employer.establishment_id, before=None, limit=9
        )
    return [one.state for one in reversed(found)]


class TestAWholeFile:
    async def test_waits_for_an_officer_of_the_branch(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        file = await payroll.sent(wages({amal: 510, basel: 700}))
        assert (file.state, file.rows, file.rows_questioned) == ("under_review", 2, 1)
        assert await queued(payroll) == [file.number]
        assert await announced(payroll.engine) == ["PayrollFileSubmitted"]

    async def test_has_the_fingerprint_of_its_wages(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        first = await payroll.sent(wages({amal: 510}))
        other = await payroll.sent(wages({amal: 520}))
        same_wage = await payroll.sent(workbook(row(amal, "510.000")))
        assert first.rows_hash == same_wage.rows_hash != other.rows_hash
        assert first.file_hash != same_wage.file_hash


class TestTheSameFileAgain:
    async def test_changes_nothing_and_says_so(self, payroll: Payroll) -> None:
        content = wages({await payroll.hires("أمل"): 510})
        file = await payroll.sent(content)
        again = await payroll.upload(content)
        assert (again.file_id, again.state) == (file.file_id, "under_review")
        same, already = await payroll.send(again)
        assert (same.file_id, same.version, already) == (file.file_id, file.version, True)
        assert await announced(payroll.engine) == ["PayrollFileSubmitted"]

    async def test_uploaded_twice_before_sending_is_sent_once(self, payroll: Payroll) -> None:
        content = wages({await payroll.hires("أمل"): 510})
        one, other = await payroll.checked(content), await payroll.checked(content)
        first, _ = await payroll.send(one)
        second, already = await payroll.send(other)
        assert (second.file_id, already) == (first.file_id, True)

    async def test_may_be_sent_anew_after_a_rejection(self, payroll: Payroll) -> None:
        content = wages({await payroll.hires("أمل"): 510})
        file = await payroll.sent(content)
        async with acting(payroll.engine, await payroll.officer()) as work:
            await reject_file(work, file.file_id, version=file.version, reason="Call us first.")
        again = await payroll.sent(content)
        assert again.file_id != file.file_id
        assert await states(payroll) == ["rejected", "under_review"]

    async def test_sent_by_two_at_the_same_moment_is_sent_once(self, payroll: Payroll) -> None:
        content = wages({await payroll.hires("أمل"): 510})
        files = [await payroll.checked(content) for _ in range(4)]
        outcomes = await asyncio.gather(*(payroll.send(one) for one in files))
        assert len({file.file_id for file, _ in outcomes}) == 1
        assert sorted(already for _, already in outcomes) == [False, True, True, True]
        assert await announced(payroll.engine) == ["PayrollFileSubmitted"]


class TestACorrectedFile:
    async def test_takes_the_place_of_one_that_waits(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        first = await payroll.sent(wages({amal: 510}))
        second = await payroll.sent(wages({amal: 520}))
        assert second.supersedes_id == first.file_id
        assert await states(payroll) == ["superseded", "under_review"]
        assert await queued(payroll) == [second.number]

    async def test_may_be_the_one_uploaded_earlier(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        early = await payroll.checked(wages({amal: 510}))
        first = await payroll.sent(wages({amal: 520}))
        late, _ = await payroll.send(early)
        assert late.supersedes_id == first.file_id
        assert await queued(payroll) == [late.number]

    async def test_names_the_accepted_one_and_leaves_it_as_it_was_decided(
        self, payroll: Payroll
    ) -> None:
        amal = await payroll.hires("أمل")
        first = await payroll.accepted(wages({amal: 510}))
        second = await payroll.sent(wages({amal: 520}))
        assert second.supersedes_id == first.file_id
        assert await states(payroll) == ["accepted", "under_review"]

    async def test_of_another_year_stands_beside(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل", on=date(2024, 12, 1))
        await payroll.sent(wages({amal: 510}), year=2025)
        other = await payroll.sent(wages({amal: 520}), year=2026)
        assert other.supersedes_id is None
        assert await states(payroll) == ["under_review", "under_review"]


class TestIsRefused:
    async def refused(self, payroll: Payroll, file: JanuaryFile, by: type[Exception]) -> None:
        with pytest.raises(by):
            await payroll.send(file)
        assert await announced(payroll.engine) == []

    async def test_before_its_verdict(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        await self.refused(payroll, await payroll.upload(wages({amal: 510})), StillChecking)

    async def test_when_the_file_as_a_whole_was(self, payroll: Payroll) -> None:
        await payroll.hires("أمل")
        await self.refused(payroll, await payroll.checked(b"PK\x03\x04 no"), WorkbookRefused)

    async def test_with_a_faulty_row_or_without_somebody(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        await payroll.hires("دينا")
        file = await payroll.checked(wages({amal: 510, basel: 1}))
        with pytest.raises(FaultyFile) as refused:
            await payroll.send(file)
        assert refused.value.facts == {"faulty": 1, "missing": 1}
        assert await queued(payroll) == []

    async def test_when_somebody_of_that_january_came_in_between(self, payroll: Payroll) -> None:
        file = await payroll.checked(wages({await payroll.hires("أمل"): 510}))
        await payroll.hires("باسل", on=date(2026, 1, 10))
        await self.refused(payroll, file, NoLongerWhole)

    async def test_for_anybody_else(self, payroll: Payroll) -> None:
        file = await payroll.checked(wages({await payroll.hires("أمل"): 510}))
        stranger = await employer(payroll.engine, number="1000002")
        with pytest.raises(NotFound):
            async with acting(payroll.engine, stranger.officer) as work:
                await send_file(work, file.file_id)
        with pytest.raises(NotSignedIn):
            async with acting(payroll.engine) as work:
                await send_file(work, file.file_id)
        with pytest.raises(NotFound):
            async with acting(payroll.engine, payroll.employer.officer) as work:
                await send_file(work, payroll.employer.establishment_id)


async def test_the_timeline_tells_each_step(payroll: Payroll) -> None:
    amal = await payroll.hires("أمل")
    await payroll.sent(wages({amal: 510}))
    await payroll.sent(wages({amal: 520}))
    async with payroll.engine.connect() as connection:
        found = await connection.execute(text("select what from activity order by at, id"))
        assert sorted(found.scalars()) == [
            "january-file-submitted",
            "january-file-submitted",
            "january-file-superseded",
            "january-upload-ready",
            "january-upload-ready",
        ]

"""An officer's decision on a January file, and the wages that are in force by it."""

from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from chassis.decisions import AlreadyDecided
from chassis.errors import NotAllowed, NotFound, StaleVersion
from services.payroll import registers
from services.payroll.models import JanuaryFile
from services.payroll.registers import NoLongerWhole
from services.payroll.use_cases.accept_file import WAGES_A_PART, accept_file
from services.payroll.use_cases.reject_file import reject_file
from tests.services.payroll.conftest import Payroll
from tests.services.payroll.workbooks import wages
from tests.services.people import acting, announced, staff


async def events(payroll: Payroll, name: str) -> list[Any]:
    """The bodies of the announced events of a type, in order."""
    query = text("select payload from outbox where type like :type order by seq")
    async with payroll.engine.connect() as connection:
        found = await connection.execute(query, {"type": f"%.{name}.v1"})
        return [orjson.loads(bytes(one)) for one in found.scalars()]


async def known(payroll: Payroll, year: int) -> list[int]:
    async with acting(payroll.engine) as work:
        found = await registers.roll(work, payroll.employer.establishment_id, year)
    return [one.amount_known for one in found.values()]


async def declared(payroll: Payroll) -> int:
    async with payroll.engine.connect() as connection:
        found = await connection.execute(text("select count(*) from declared_wage"))
        return int(found.scalar_one())


class TestAcceptance:
    async def test_declares_the_wages_from_the_first_of_january(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        file = await payroll.accepted(wages({amal: 510, basel: 520}))
        assert file.state == "accepted"
        assert await announced(payroll.engine) == [
            "PayrollFileSubmitted",
            "PayrollFileAccepted",
            "WagesDeclared",
        ]
        [told] = await events(payroll, "WagesDeclared")
        assert (told["effective_from"], told["number"]) == ("2026-01-01", file.number)
        assert (told["part"], told["parts"]) == (1, 1)
        assert {one["coverage_id"]: one["wage"] for one in told["wages"]} == {
            str(amal.coverage_id): "510.000",
            str(basel.coverage_id): "520.000",
        }

    async def test_declares_long_lists_in_parts(self, payroll: Payroll) -> None:
        workers = [await payroll.hires(f"عامل {number}") for number in range(WAGES_A_PART + 1)]
        await payroll.accepted(wages(dict.fromkeys(workers, 510)))
        parts = await events(payroll, "WagesDeclared")
        assert [(one["part"], one["parts"], len(one["wages"])) for one in parts] == [
            (1, 2, WAGES_A_PART),
            (2, 2, 1),
        ]
        told = {one["coverage_id"] for part in parts for one in part["wages"]}
        assert told == {str(one.coverage_id) for one in workers}

    async def test_declares_one_wage_for_both_periods_of_who_came_back(
        self, payroll: Payroll
    ) -> None:
        first = await payroll.hires("أمل")
        await payroll.leaves(first, date(2026, 1, 5))
        second = await payroll.hires("أمل", on=date(2026, 1, 20), again=first)
        await payroll.accepted(wages({first: 510}))
        [told] = await events(payroll, "WagesDeclared")
        assert {one["coverage_id"] for one in told["wages"]} == {
            str(first.coverage_id),
            str(second.coverage_id),
        }

    async def test_makes_the_wage_the_one_last_known(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        assert await known(payroll, 2026) == [500_000]
        await payroll.accepted(wages({amal: 510}))
        assert await known(payroll, 2026) == [510_000]
        assert await known(payroll, 2027) == [510_000]
        await payroll.accepted(wages({amal: 520}))
        assert await known(payroll, 2026) == [520_000]

    async def test_is_refused_when_somebody_of_that_january_came_in_between(
        self, payroll: Payroll
    ) -> None:
        file = await payroll.sent(wages({await payroll.hires("أمل"): 510}))
        await payroll.hires("باسل", on=date(2026, 1, 10))
        with pytest.raises(NoLongerWhole) as refused:
            async with acting(payroll.engine, await payroll.officer()) as work:
                await accept_file(work, file.file_id, version=file.version)
        assert refused.value.facts == {"missing": 1}
        assert await declared(payroll) == 0


class TestRejection:
    async def test_keeps_the_reason_and_declares_nothing(self, payroll: Payroll) -> None:
        file = await payroll.sent(wages({await payroll.hires("أمل"): 510}))
        async with acting(payroll.engine, await payroll.officer()) as work:
            back = await reject_file(
                work, file.file_id, version=file.version, reason="Last year's wages."
            )
        assert (back.state, back.reason) == ("rejected", "Last year's wages.")
        assert await announced(payroll.engine) == ["PayrollFileSubmitted", "PayrollFileRejected"]
        assert await declared(payroll) == 0


class TestWhoDecides:
    @pytest.fixture
    async def file(self, payroll: Payroll) -> JanuaryFile:
        return await payroll.sent(wages({await payroll.hires("أمل"): 510}))

    async def test_only_officers_of_the_branch(self, payroll: Payroll, file: JanuaryFile) -> None:
        elsewhere = await staff(payroll.engine, "officer", "zarqa")
        treasurer = await staff(payroll.engine, "treasurer")
        for caller, refusal in (
            (elsewhere, NotFound),
            (treasurer, NotAllowed),
            (payroll.employer.officer, NotFound),
        ):
            with pytest.raises(refusal):
                async with acting(payroll.engine, caller) as work:
                    await accept_file(work, file.file_id, version=file.version)
        assert await declared(payroll) == 0

    async def test_names_the_version_he_saw(self, payroll: Payroll, file: JanuaryFile) -> None:
        with pytest.raises(StaleVersion):
            async with acting(payroll.engine, await payroll.officer()) as work:
                await accept_file(work, file.file_id, version=file.version - 1)

    async def test_decides_once(self, payroll: Payroll, file: JanuaryFile) -> None:
        officer = await payroll.officer()
        async with acting(payroll.engine, officer) as work:
            await accept_file(work, file.file_id, version=file.version)
        for version, refusal in ((file.version, StaleVersion), (file.version + 1, AlreadyDecided)):
            with pytest.raises(refusal):
                async with acting(payroll.engine, officer) as work:
                    await reject_file(work, file.file_id, version=version, reason="Too late.")
        assert await declared(payroll) == 1

    async def test_decides_nothing_that_another_file_took_the_place_of(
        self, payroll: Payroll, file: JanuaryFile
    ) -> None:
        amal = await payroll.rows(file)
        assert len(amal) == 1
        await payroll.hires("باسل")
        stale = await payroll.file(file.file_id)
        async with payroll.engine.begin() as connection:
            await connection.execute(text("update january_file set state = 'superseded'"))
        with pytest.raises(AlreadyDecided):
            async with acting(payroll.engine, await payroll.officer()) as work:
                await accept_file(work, stale.file_id, version=stale.version)

    async def test_does_not_see_what_was_not_sent(self, payroll: Payroll) -> None:
        file = await payroll.checked(wages({await payroll.hires("باسل"): 510}))
        with pytest.raises(NotFound):
            async with acting(payroll.engine, await payroll.officer()) as work:
                await accept_file(work, file.file_id, version=file.version)

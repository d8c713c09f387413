"""From the template to a verdict: nothing of it is committed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from xlsxwriter import Workbook

from chassis.copies import CoverNotYetKnown
from chassis.errors import NotFound
from chassis.workbooks.archive import PACKED_BYTES_MAX
from chassis.workbooks.refusals import WorkbookTooLarge
from services.payroll import registers
from services.payroll.gateways.people import People
from services.payroll.registers import JanuaryNotBegun, JanuaryNotKnown, NobodyInJanuary
from services.payroll.use_cases.upload_file import upload_file
from tests.conftest import OpenDatabase
from tests.services.law import announce_law
from tests.services.payroll.conftest import Payroll
from tests.services.payroll.workbooks import Hired, row, wages, workbook
from tests.services.peers import peer_away
from tests.services.people import acting, announced, employer


async def found_in(payroll: Payroll, content: bytes) -> list[tuple[int | None, str, str]]:
    file = await payroll.checked(content)
    rows = await payroll.rows(file)
    return [(one.row, at["column"], at["rule"]) for one in rows for at in one.findings]


async def on_roll(payroll: Payroll, year: int = 2026) -> dict[str, int]:
    """Who is in the file of a year, with the wage last known in fils."""
    async with acting(payroll.engine) as work:
        found = await registers.roll(work, payroll.employer.establishment_id, year)
    return {str(one.person_id): one.amount_known for one in found.values()}


class TestWhoIsInTheFile:
    async def test_everybody_in_service_on_any_day_of_january(self, payroll: Payroll) -> None:
        stays = await payroll.hires("أمل")
        left_in_january = await payroll.hires("باسل")
        came_in_january = await payroll.hires("دينا", on=date(2026, 1, 31))
        left_before = await payroll.hires("رامي")
        await payroll.hires("سعاد", on=date(2026, 2, 1))
        other = await employer(payroll.engine, number="1000002")
        await payroll.hires("عمر", at=other)
        await payroll.leaves(left_in_january, date(2026, 1, 1))
        await payroll.leaves(left_before, date(2025, 12, 31))
        assert (await on_roll(payroll)).keys() == {
            str(one.person_id) for one in (stays, left_in_january, came_in_january)
        }

    async def test_who_came_back_within_january_stands_in_it_once(self, payroll: Payroll) -> None:
        first = await payroll.hires("أمل", wage="500.000")
        await payroll.leaves(first, date(2026, 1, 5))
        await payroll.hires("أمل", on=date(2026, 1, 20), wage="550.000", again=first)
        assert await on_roll(payroll) == {str(first.person_id): 550_000}

    async def test_a_stop_that_comes_before_its_start_waits(self, payroll: Payroll) -> None:
        worker = await payroll.hires("أمل")
        early = replace(worker, coverage_id=worker.person_id)
        with pytest.raises(CoverNotYetKnown):
            await payroll.leaves(early, date(2026, 1, 5))


class TestTheVerdict:
    async def test_a_whole_file_is_ready_and_nothing_is_announced(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        uploaded = await payroll.upload(wages({amal: 510, basel: "٥٢٠٫٢٥٠"}))
        assert uploaded.state == "checking"
        assert await payroll.check()
        file = await payroll.file(uploaded.file_id)
        assert (file.state, file.rows, file.rows_faulty, file.rows_missing) == ("ready", 2, 0, 0)
        rows = await payroll.rows(file)
        assert [(one.person_id, one.amount_before, one.amount_wage) for one in rows] == [
            (amal.person_id, 500_000, 510_000),
            (basel.person_id, 500_000, 520_250),
        ]
        assert await announced(payroll.engine) == []

    async def test_each_fault_is_named_in_its_cell(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        dina = await payroll.hires("دينا")
        content = workbook(
            row(amal, 200),
            row("4999999999", 500),
            row(basel, "كثير"),
            row(amal, 500),
            row(dina, None),
        )
        assert await found_in(payroll, content) == [
            (2, "wage", "wage-under-minimum"),
            (3, "insurance_number", "not-in-january"),
            (4, "wage", "not-an-amount"),
            (5, "insurance_number", "twice-in-file"),
            (6, "wage", "wage-missing"),
        ]

    async def test_a_formula_is_not_taken_for_a_wage(self, payroll: Payroll, tmp_path: str) -> None:
        amal = await payroll.hires("أمل")
        path = f"{tmp_path}/formula.xlsx"
        with Workbook(path) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["رقم التأمين", "أجر كانون الثاني"])
            sheet.write_string(1, 0, amal.number)
            sheet.write_formula(1, 1, "=250*2", None, 500)
        with open(path, "rb") as file:  # noqa: ASYNC230, PTH123 - a file of the test's own
            assert await found_in(payroll, file.read()) == [(2, "wage", "formula")]

    async def test_whoever_is_left_out_is_named(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        file = await payroll.checked(wages({amal: 500}))
        assert (file.rows, file.rows_missing) == (1, 1)
        [_, absent] = await payroll.rows(file)
        assert (absent.row, absent.person_id) == (None, basel.person_id)
        assert absent.cells == {"insurance_number": basel.number}
        assert [one["rule"] for one in absent.findings] == ["missing-from-file"]

    async def test_a_wage_that_moved_far_is_asked_about_and_counted(self, payroll: Payroll) -> None:
        amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
        file = await payroll.checked(wages({amal: 700, basel: 600}))
        assert (file.state, file.rows_faulty, file.rows_questioned) == ("ready", 0, 1)
        [asked, _] = await payroll.rows(file)
        [question] = asked.questions
        assert "500.000" in question["ar"]
        assert "700.000" in question["en"]

    async def test_the_file_of_another_establishment_is_refused_by_name(
        self, payroll: Payroll
    ) -> None:
        await payroll.hires("أمل")
        other = await employer(payroll.engine, number="1000002")
        stranger = await payroll.hires("عمر", at=other)
        file = await payroll.checked(wages({stranger: 500}))
        assert file.state == "refused"
        assert file.refusal is not None
        assert file.refusal["code"] == "file-of-another-establishment"
        assert file.refusal["fix_ar"]
        assert await payroll.rows(file) == []

    async def test_what_is_no_workbook_is_refused_as_a_whole(self, payroll: Payroll) -> None:
        await payroll.hires("أمل")
        file = await payroll.checked(b"number;wage\n")
        assert file.refusal is not None
        assert file.refusal["code"] == "not-a-workbook"

    async def test_the_minimum_is_that_of_the_files_january(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل", on=date(2024, 3, 1))
        async with payroll.engine.begin() as connection:
            await connection.execute(
                text(
                    "insert into law_limit values"
                    " ('minimum_wage', '2021-01-01', '2024-12-31', '260.000', 'test', 'B')"
                )
            )
        assert (await payroll.checked(wages({amal: 270}), year=2025)).rows_faulty == 1
        await payroll.hires("باسل", on=date(2023, 12, 1))
        dina = await payroll.hires("دينا", on=date(2023, 12, 1))
        file = await payroll.checked(wages({dina: 270}), year=2024)
        assert (file.rows_faulty, file.rows_missing) == (0, 1)


class TestWhatIsAway:
    async def test_the_verdict_waits_for_movements(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        away = People(peer_away("movements", caller="payroll"))
        cut_off = replace(payroll, gateways=replace(payroll.gateways, people=away))
        uploaded = await cut_off.upload(wages({amal: 500}))
        assert await cut_off.check()
        assert (await payroll.file(uploaded.file_id)).state == "checking"
        await self._due_now(payroll)
        assert await payroll.check()
        assert (await payroll.file(uploaded.file_id)).state == "ready"

    async def test_the_verdict_waits_for_the_law(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        async with payroll.engine.begin() as connection:
            await connection.execute(text("delete from law_limit"))
        uploaded = await payroll.upload(wages({amal: 500}))
        assert await payroll.check()
        assert (await payroll.file(uploaded.file_id)).state == "checking"
        await announce_law(payroll.engine)
        await self._due_now(payroll)
        assert await payroll.check()
        assert (await payroll.file(uploaded.file_id)).state == "ready"

    async def _due_now(self, payroll: Payroll) -> None:
        async with payroll.engine.begin() as connection:
            await connection.execute(text("update job set due_at = now() where state = 'waiting'"))


class TestWhatIsNotTakenIn:
    async def test_a_january_that_has_not_begun(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        with pytest.raises(JanuaryNotBegun):
            await payroll.upload(wages({amal: 500}), year=2027)

    async def test_a_january_before_the_laws_first_known_figures(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل", on=date(2009, 3, 1))
        with pytest.raises(JanuaryNotKnown) as refused:
            await payroll.upload(wages({amal: 150}), year=2010)
        assert refused.value.facts == {"year": 2010, "first": 2025}
        assert (await payroll.upload(wages({amal: 300}), year=2025)).year == 2025

    async def test_a_january_in_which_nobody_was_in_service(self, payroll: Payroll) -> None:
        await payroll.hires("أمل", on=date(2026, 2, 1))
        with pytest.raises(NobodyInJanuary):
            await payroll.upload(workbook(row("4001", 500)))

    async def test_the_year_is_by_default_that_of_the_business_date(self, payroll: Payroll) -> None:
        amal = await payroll.hires("أمل")
        assert (await payroll.upload(wages({amal: 500}), year=None)).year == 2026

    async def test_too_large_a_file(self, payroll: Payroll) -> None:
        await payroll.hires("أمل")
        with pytest.raises(WorkbookTooLarge):
            await payroll.upload(b"x" * (PACKED_BYTES_MAX + 1))
        assert not await payroll.check()

    async def test_a_file_for_anothers_establishment(self, payroll: Payroll) -> None:
        amal: Hired = await payroll.hires("أمل")
        stranger = await employer(payroll.engine, number="1000002")
        with pytest.raises(NotFound):
            async with acting(payroll.engine, stranger.officer) as work:
                await upload_file(
                    work,
                    establishment_id=payroll.employer.establishment_id,
                    year=2026,
                    file_name="january.xlsx",
                    content=wages({amal: 500}),
                    files=payroll.gateways.files,
                )


async def test_the_database_itself_refuses_a_sent_file_that_is_not_whole(
    database: OpenDatabase,
) -> None:
    engine = await database("payroll")
    async with engine.begin() as connection:
        with pytest.raises(IntegrityError, match="january_file_whole"):
            await connection.execute(
                text(
                    "insert into january_file (file_id, number, establishment_id, branch, year,"
                    " file_name, file_hash, state, rows, rows_missing, uploaded_by, uploaded_at,"
                    " submitted_at) values (gen_random_uuid(), '1', gen_random_uuid(), 'x', 2026,"
                    " 'x', 'x', 'under_review', 1, 1, gen_random_uuid(), now(), now())"
                )
            )

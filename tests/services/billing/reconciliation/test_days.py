"""A settlement day from its payments to its closing: what agrees, what differs, what it moves."""

import asyncio

import pytest

from chassis.errors import NotAllowed, NotFound
from services.billing.gateways.reports.refusals import EmptyFile, FileTooLarge
from services.billing.imports import DayHasFile, DayNotBegun, FileRefused, StillReading
from services.billing.queries import imports
from services.billing.use_cases.close_day import DayClosed, FilesMissing, OpenDifferences, close_day
from services.billing.use_cases.import_hub_report import import_hub_report
from services.billing.use_cases.upload_settlement_file import (
    BYTES_MAX,
    NoSuchProfile,
    upload_settlement_file,
)
from tests.services.billing.reconciliation.conftest import Treasury
from tests.services.billing.reconciliation.files import (
    AGREED,
    DAY,
    Moved,
    Told,
    bank_csv,
    report_csv,
    report_xlsx,
    swift,
)
from tests.services.billing.use_cases.test_money import SERVICE
from tests.services.people import acting, staff

ONE, TWO = Told("T1"), Told("T2", amount="50.000")
BOTH = Moved(158_750)


class TestACleanDay:
    async def test_closes_and_moves_the_money(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE, TWO])
        await treasury.take_statement(BOTH)
        closed = await treasury.close()
        assert (closed.state, closed.amount_hub, closed.amount_bank) == ("closed", 158_750, 158_750)
        assert await treasury.kinds() == []
        assert await treasury.accounts() == {
            "receivable": -158_750,
            "settlement-account": 158_750,
        }

    async def test_announces_every_payment_as_settled_under_its_own_key(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE, TWO])
        await treasury.take_statement(BOTH)
        await treasury.close()
        received, settled = [await treasury.events(f"Payment{k}") for k in ("Received", "Settled")]
        assert [one["payment_id"] for one in settled] == [one["payment_id"] for one in received]
        assert [one["key_id"] for one in settled] == [one["key_id"] for one in received]
        assert {one["settled_on"] for one in settled} == {DAY.isoformat()}
        assert (await treasury.payment("T1")).settled_on == DAY

    @pytest.mark.parametrize("write", [swift, bank_csv], ids=["mt940", "csv"])
    async def test_any_form_of_statement_will_do(self, treasury: Treasury, write: object) -> None:
        await treasury.notice(ONE)
        report = await treasury.upload("hub-report", report_xlsx([ONE]))
        await treasury.import_report(report.import_id)
        await treasury.take_statement(content=write([Moved(108_750)]))  # type: ignore[operator]
        await treasury.close()


class TestTheVerdict:
    async def test_tells_what_would_differ_and_commits_nothing(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        lost = Told("T3", amount="7.000")
        told = await treasury.upload(
            "hub-report", report_csv([ONE, TWO.but(amount="51.000"), lost])
        )
        assert (told.state, told.day, told.lines) == ("ready", DAY, 3)
        assert told.findings == [
            {"kind": "matched", "count": 1, "amount": "108.750"},
            {"kind": "amount-differs", "count": 1, "amount": "51.000"},
            {"kind": "lost-notice", "count": 1, "amount": "7.000"},
        ]
        assert await treasury.kinds() == []
        assert await treasury.accounts() == {"bank-hub": 158_750, "receivable": -158_750}
        assert len(await treasury.events("PaymentReceived")) == 2
        async with acting(treasury.engine) as work:
            lines = await imports.differing_lines(work, told.import_id, after=0, limit=9)
        assert [(one.transaction, one.difference) for one in lines] == [
            ("T2", "amount-differs"),
            ("T3", "lost-notice"),
        ]

    async def test_of_a_statement_tells_what_is_expected_and_what_is_not(
        self, treasury: Treasury
    ) -> None:
        told = await treasury.upload("bank-statement", swift([BOTH, Moved(-3_000, "charges")]))
        assert told.findings == [
            {"kind": "settles", "count": 1, "amount": "158.750"},
            {"kind": "unknown-entries", "count": 1, "amount": "-3.000"},
        ]

    async def test_says_why_a_file_is_refused(self, treasury: Treasury) -> None:
        told = await treasury.upload("hub-report", report_csv([ONE], total="1.000"))
        assert told.state == "refused"
        assert told.refusal is not None
        assert told.refusal["code"] == "total-does-not-add-up"
        with pytest.raises(FileRefused) as refused:
            await treasury.import_report(told.import_id)
        assert "1.000" in refused.value.said().ar


class TestImporting:
    async def test_the_same_file_again_changes_nothing_and_says_so(
        self, treasury: Treasury
    ) -> None:
        lines = [ONE, Told("T9", amount="9.000")]
        assert not await treasury.take_report(lines)
        before = await treasury.accounts()
        again = await treasury.upload("hub-report", report_csv(lines))
        assert again.state == "imported"
        assert await treasury.import_report(again.import_id)
        assert await treasury.accounts() == before
        assert len(await treasury.events("PaymentReceived")) == 2

    async def test_two_uploads_of_one_file_count_once(self, treasury: Treasury) -> None:
        first = await treasury.upload("hub-report", report_csv([ONE]))
        second = await treasury.upload("hub-report", report_csv([ONE]))
        assert first.import_id != second.import_id
        assert not await treasury.import_report(first.import_id)
        assert await treasury.import_report(second.import_id)

    async def test_a_day_never_counts_twice(self, treasury: Treasury) -> None:
        first = await treasury.upload("hub-report", report_csv([ONE]))
        second = await treasury.upload("hub-report", report_csv([ONE, TWO]))
        await treasury.import_report(first.import_id)
        with pytest.raises(DayHasFile):
            await treasury.import_report(second.import_id)
        third = await treasury.upload("hub-report", report_csv([TWO]))
        assert third.refusal is not None
        assert third.refusal["code"] == "day-has-file"

    async def test_a_day_to_come_is_refused(self, treasury: Treasury) -> None:
        told = await treasury.upload("hub-report", report_csv([ONE.but(day="2099-01-01")]))
        assert told.refusal is not None
        assert told.refusal["code"] == DayNotBegun.code()

    async def test_nothing_counts_before_its_verdict(self, treasury: Treasury) -> None:
        async with acting(treasury.engine, treasury.treasurer) as work:
            told = await upload_settlement_file(
                work,
                kind="hub-report",
                profile="hub-day-report",
                file_name="r.csv",
                content=report_csv([ONE]),
                files=treasury.files,
            )
        with pytest.raises(StillReading):
            await treasury.import_report(told.import_id)

    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({"content": b""}, EmptyFile),
            ({"content": b"x" * (BYTES_MAX + 1)}, FileTooLarge),
            ({"profile": "settlement-bank"}, NoSuchProfile),
        ],
    )
    async def test_is_refused_at_once(
        self, treasury: Treasury, given: dict[str, object], refusal: type[Exception]
    ) -> None:
        usual = {"kind": "hub-report", "profile": None, "file_name": "r", "content": b"x"}
        with pytest.raises(refusal):
            async with acting(treasury.engine, treasury.treasurer) as work:
                await upload_settlement_file(work, files=treasury.files, **{**usual, **given})  # type: ignore[arg-type]

    async def test_only_the_treasurer_imports(self, treasury: Treasury) -> None:
        told = await treasury.upload("hub-report", report_csv([ONE]))
        officer = await staff(treasury.engine, "officer", "amman-center")
        for caller, refusal in ((officer, NotAllowed), (treasury.employer.officer, NotFound)):
            with pytest.raises(refusal):
                async with acting(treasury.engine, caller) as work:
                    await import_hub_report(
                        work, told.import_id, agreed=AGREED, service_type=SERVICE
                    )


class TestClosing:
    async def test_needs_both_files(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        with pytest.raises(FilesMissing) as neither:
            await treasury.close()
        assert "," in neither.value.said().en
        await treasury.take_report([ONE])
        with pytest.raises(FilesMissing) as one_of_them:
            await treasury.close()
        assert "," not in one_of_them.value.said().en

    async def test_needs_every_difference_explained(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(100_000))
        assert await treasury.kinds() == ["bank-short", "ours-missing"]
        with pytest.raises(OpenDifferences):
            await treasury.close()
        await treasury.explain("bank-short")
        with pytest.raises(OpenDifferences):
            await treasury.close()
        await treasury.explain("ours-missing")
        await treasury.close()

    async def test_finds_what_came_after_the_report(self, treasury: Treasury) -> None:
        """A notice for a day whose report is in: it is in no report, and stays on the list."""
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.notice(TWO)
        with pytest.raises(OpenDifferences):
            await treasury.close()
        assert await treasury.kinds() == ["ours-missing"]

    async def test_happens_once(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.close()
        with pytest.raises(DayClosed):
            await treasury.close()
        assert len(await treasury.events("PaymentSettled")) == 1

    async def test_is_the_treasurers(self, treasury: Treasury) -> None:
        officer = await staff(treasury.engine, "officer", "amman-center")
        with pytest.raises(NotAllowed):
            async with acting(treasury.engine, officer) as work:
                await close_day(work, DAY, agreed=AGREED)

    async def test_a_notice_for_a_closed_day_is_raised_at_once(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.close()
        await treasury.notice(TWO)
        assert await treasury.kinds() == ["ours-missing"]
        assert (await treasury.accounts())["bank-hub"] == 50_000

    async def test_a_notice_during_the_closing_is_not_lost_between_the_two(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        async with acting(treasury.engine, treasury.treasurer) as work:
            await close_day(work, DAY, agreed=AGREED)
            coming = asyncio.create_task(treasury.notice(TWO))
            await asyncio.sleep(0.3)
            assert not coming.done()  # it waits for the closing to end
        await coming
        assert await treasury.kinds() == ["ours-missing"]

    async def test_a_notice_during_an_import_does_not_wait(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        told = await treasury.upload("hub-report", report_csv([ONE]))
        async with acting(treasury.engine, treasury.treasurer) as work:
            await import_hub_report(work, told.import_id, agreed=AGREED, service_type=SERVICE)
            await treasury.notice(TWO)
        assert (await treasury.payment("T2")).reported_on is None

    async def test_many_payments_are_announced_in_slices(
        self, treasury: Treasury, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("services.billing.jobs", "services.billing.use_cases.settle_payments"):
            monkeypatch.setattr(f"{module}.PAYMENTS_MAX", 2)
        told = [Told(f"T{number}") for number in range(5)]
        await treasury.take_report(told)
        await treasury.take_statement(Moved(5 * 108_750))
        await treasury.close()
        settled = await treasury.events("PaymentSettled")
        assert len({one["payment_id"] for one in settled}) == len(settled) == 5

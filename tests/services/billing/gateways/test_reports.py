"""The hub's report and the bank's statement: read to the fils in every form, or refused by name."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from chassis.clock import AMMAN
from chassis.errors import Refusal
from chassis.workbooks.refusals import ColumnsMissing
from services.billing.gateways.reports import refusals
from services.billing.gateways.reports.hub_report import read_hub_report
from services.billing.gateways.reports.profiles import profile_of
from services.billing.gateways.reports.statement import form_of, read_statement
from services.billing.gateways.reports.tables import LINES_MAX
from tests.services.billing.reconciliation.files import (
    AGREED,
    BANK,
    DAY,
    HUB,
    Moved,
    Told,
    bank_csv,
    camt,
    report_csv,
    report_xlsx,
    swift,
)

TWO = [Told("T1"), Told("T2", amount="1234.567", status="PmtReversal")]
ENTRIES = [Moved(1_343_317), Moved(-5_000, "charges", "CHG-1")]
FORMS: dict[str, Callable[..., bytes]] = {"camt": camt, "swift": swift, "table": bank_csv}


class TestHubReport:
    @pytest.mark.parametrize("write", [report_csv, report_xlsx], ids=["csv", "xlsx"])
    async def test_is_read_to_the_fils(self, write: Callable[..., bytes]) -> None:
        report = await read_hub_report(write(TWO), HUB, AGREED)
        assert (report.day, report.amount_total) == (DAY, 1_343_317)
        first, second = report.lines
        assert (first.transaction, first.bank_trx, first.billing_no) == ("T1", "B-T1", "981000001")
        assert (first.amount_paid, first.amount_fees, first.bank_code) == (108_750, 250, 21)
        assert first.process_at == datetime(2026, 3, 19, 10, 15, tzinfo=AMMAN)
        assert (first.biller_code, first.status, first.line) == (987, "paid", 2)
        assert (second.status, second.amount_paid, second.line) == ("reversed", 1_234_567, 3)

    async def test_a_profile_says_what_columns_mean_and_how_numbers_look(self) -> None:
        columns = {**HUB.columns, "transaction": ("رقم الحركة",)}
        other = profile_of(
            "dotted",
            {
                "columns": columns,
                "statuses": HUB.statuses,
                "delimiter": ";",
                "decimal_mark": ",",
                "day_form": "%d/%m/%Y",
                "encoding": "windows-1256",
            },
        )
        heads = ";".join(names[0] for names in columns.values())
        line = "T9;B9;981;1.234,567;0,000;2026-03-19T10:15:00;19/03/2026;21;987;PmtNew"
        report = await read_hub_report(f"{heads}\n{line}\n".encode("windows-1256"), other, AGREED)
        [found] = report.lines
        assert (found.amount_paid, found.day) == (1_234_567, DAY)

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", refusals.EmptyFile),
            (b" \r\n\t", refusals.EmptyFile),
            (b"\xff\xfe\x00", refusals.NotText),
            (b"Name,Wage\r\nA,1\r\n", refusals.ColumnsNotFound),
            (report_csv([]), refusals.NoLines),
            (report_csv(TWO).split(b"\r\n")[0], refusals.NoLines),
            (report_csv(TWO).rpartition(b"\r\n")[0], refusals.TotalMissing),
            (report_csv(TWO, total="1343.318"), refusals.TotalDoesNotAddUp),
            (report_csv([Told("T1"), Told("T2", day="2026-03-18")]), refusals.SeveralDays),
            (report_csv([Told("T1", biller=5), Told("T2", biller=6)]), refusals.ForeignReport),
        ],
    )
    async def test_is_refused_by_name(self, content: bytes, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal) as refused:
            await read_hub_report(content, HUB, AGREED)
        said = refused.value.said()
        assert said.ar
        assert said.en
        assert said.fix_ar
        assert said.fix_en

    @pytest.mark.parametrize(
        ("wrong", "column"),
        [
            ({"amount": "1.2345"}, "PaidAmt"),
            ({"amount": "-1.000"}, "PaidAmt"),
            ({"amount": "1e3"}, "PaidAmt"),
            ({"amount": "0.000"}, "PaidAmt"),
            ({"transaction": "T 1"}, "JOEBPPSTrx"),
            ({"transaction": ""}, "JOEBPPSTrx"),
            ({"status": "PmtNobody"}, "PmtStatus"),
            ({"day": "2026-02-30"}, "STMTDate"),
            ({"biller": "x"}, "BillerCode"),
        ],
    )
    async def test_names_the_first_cell_that_is_none(
        self, wrong: dict[str, str], column: str
    ) -> None:
        lines = [Told("T1"), Told("T2").but(**wrong)]
        content = report_csv([], total="1.000").replace(
            b"TOTAL", "\r\n".join(",".join(one.cells) for one in lines).encode() + b"\r\nTOTAL"
        )
        with pytest.raises(refusals.FaultyLines) as refused:
            await read_hub_report(content, HUB, AGREED)
        facts = refused.value.facts
        assert (facts["count"], facts["line"], facts["column"]) == (1, 3, column)

    async def test_a_workbook_without_the_columns_is_refused(self) -> None:
        lacking = profile_of("other", {"columns": {**HUB.columns, "status": ("State",)}})
        with pytest.raises(ColumnsMissing):
            await read_hub_report(report_xlsx(TWO), lacking, AGREED)

    async def test_too_many_lines_are_refused(self) -> None:
        line = b"\r\n" + ",".join(Told("T1").cells).encode()
        content = report_csv([Told("T1")]).replace(b"\r\nTOTAL", line * LINES_MAX + b"\r\nTOTAL")
        with pytest.raises(refusals.TooManyLines):
            await read_hub_report(content, HUB, AGREED)


class TestStatement:
    @pytest.mark.parametrize("form", FORMS)
    async def test_is_read_to_the_fils_in_every_form(self, form: str) -> None:
        name = "s.xml" if form == "camt" else "s.txt"
        statement = await read_statement(FORMS[form](ENTRIES), name, BANK, AGREED)
        assert (statement.day, statement.account) == (DAY, AGREED.account)
        assert (statement.amount_opening, statement.amount_closing) == (250_000_000, 251_338_317)
        credit, debit = statement.entries
        assert (credit.amount, credit.settles_on, credit.reference) == (1_343_317, DAY, "RTGS-1")
        assert (debit.amount, debit.settles_on, debit.booked_on) == (-5_000, None, DAY)
        assert "settlement" in credit.text

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({"currency": "USD"}, refusals.OtherCurrency),
            ({"account": "JO00OTHR0000000000000000000001"}, refusals.OtherAccount),
        ],
    )
    async def test_of_another_currency_or_account_is_refused(
        self, form: str, given: dict[str, str], refusal: type[Refusal]
    ) -> None:
        with pytest.raises(refusal):
            await read_statement(FORMS[form](ENTRIES, **given), "s", BANK, AGREED)

    @pytest.mark.parametrize("form", FORMS)
    async def test_that_does_not_add_up_is_refused(self, form: str) -> None:
        content = FORMS[form](ENTRIES)
        wrong = content.replace(b"251338", b"251339")
        assert wrong != content
        with pytest.raises(refusals.BalancesDoNotAddUp):
            await read_statement(wrong, "s", BANK, AGREED)

    async def test_a_movement_that_the_reader_passes_over_is_missed(self) -> None:
        lost = swift(ENTRIES).replace(b":61:2603190319D", b":6X:2603190319D")
        with pytest.raises(refusals.BalancesDoNotAddUp):
            await read_statement(lost, "s", BANK, AGREED)

    @pytest.mark.parametrize(
        ("content", "name", "refusal"),
        [
            (b"", "s.xml", refusals.EmptyFile),
            (b"this is no XML", "s.xml", refusals.NotXml),
            (b"<Document><open>", "s.xml", refusals.NotXml),
            (b"<html></html>", "s.html", refusals.NotAStatement),
            (b":20:X\r\n:25:Y", "s.sta", refusals.NotAStatement),
            (b":20:X\r\n:25:Y\r\n:60F:C999999JOD1,00", "s.sta", refusals.NotAStatement),
            (swift(ENTRIES) + b"\r\n" + swift(ENTRIES), "s.sta", refusals.SeveralStatements),
            (b"Account;Currency\r\n1;2", "s.csv", refusals.ColumnsNotFound),
        ],
    )
    async def test_that_is_none_is_refused(
        self, content: bytes, name: str, refusal: type[Refusal]
    ) -> None:
        with pytest.raises(refusal):
            await read_statement(content, name, BANK, AGREED)

    @pytest.mark.parametrize(
        "subset",
        [
            '<!ENTITY x "y">',
            '<!ENTITY x SYSTEM "file:///etc/hostname">',
            '<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        ],
        ids=["internal", "external", "exponential"],
    )
    async def test_with_entities_is_refused(self, subset: str) -> None:
        content = camt([Moved(1, text="&x;")]).replace(
            b"?>", f"?><!DOCTYPE Document [{subset}]>".encode(), 1
        )
        with pytest.raises(refusals.EntitiesInXml):
            await read_statement(content, "s.xml", BANK, AGREED)

    async def test_what_is_pending_does_not_count(self) -> None:
        pending = camt([Moved(7_000)]).replace(b"BOOK", b"PDNG").replace(b"250007", b"250000")
        statement = await read_statement(pending, "s.xml", BANK, AGREED)
        assert statement.entries == ()

    async def test_a_text_that_names_a_file_is_never_opened(self) -> None:
        with pytest.raises(refusals.ColumnsNotFound):
            await read_statement(b"/etc/hostname", "s", BANK, AGREED)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("MFEP/20260319", DAY),
            ("net position MFEP/20260318 cycle 2", date(2026, 3, 18)),
            ("MFEP/2026", None),
            ("MFEP/20261399", None),
            ("rent", None),
        ],
    )
    async def test_an_entry_names_the_day_it_settles(self, text: str, day: date | None) -> None:
        statement = await read_statement(camt([Moved(1_000, text)]), "s.xml", BANK, AGREED)
        assert statement.entries[0].settles_on == day


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (b"\xef\xbb\xbf<?xml?>", "a", "camt053"),
        (b"x", "a.XML", "camt053"),
        (b"\r\n:20:1", "a", "mt940"),
        (b"{1:F01}", "a", "mt940"),
        (b"Account,", "a.csv", "csv"),
    ],
)
def test_the_form_shows_in_the_first_characters(content: bytes, name: str, form: str) -> None:
    assert form_of(content, name) == form

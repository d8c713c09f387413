"""The hub's day report and the bank's statement: one story, in every form, with what is planted."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.simulators.bank.app import create_application as bank_application
from deploy.simulators.bank.hub import HubLine
from deploy.simulators.hub.reports import HEADS
from deploy.simulators.journal import Journal
from tests.simulators.calling import client_of
from tests.simulators.test_hub import Pair, pair

DAY = date(2026, 3, 19)
ACCOUNT = "JO94CBJO0010000000000131000302"
AMOUNTS = ("108.750", "50.000", "7.125", "1000.000")


async def paid_day(journal: Journal | None = None) -> Pair:
    """A hub that took four payments for the day, and one for the next."""
    both = pair(journal=journal)
    for number, amount in enumerate(AMOUNTS, start=1):
        await both.pay(transaction=f"T{number}", amount=amount, stmt_date=DAY.isoformat())
    await both.pay(transaction="T9", amount="9.000", stmt_date="2026-03-20")
    return both


async def rows(both: Pair, *planted: dict[str, str]) -> list[dict[str, str]]:
    order = {"day": DAY.isoformat(), "planted": list(planted)}
    answer = await both.hub.post("/v1/reports", json=order)
    assert answer.status_code == 200, answer.text
    return [*csv.DictReader(io.StringIO(answer.text))]


async def position(both: Pair) -> str:
    told: dict[str, str] = (await both.hub.get(f"/v1/positions/{DAY.isoformat()}")).json()
    return told["amount"]


class TestReport:
    async def test_has_every_payment_of_the_day_and_their_sum(self) -> None:
        both = await paid_day()
        *lines, total = await rows(both)
        assert [line["JOEBPPSTrx"] for line in lines] == ["T1", "T2", "T3", "T4"]
        assert [line["PaidAmt"] for line in lines] == list(AMOUNTS)
        assert (total["JOEBPPSTrx"], total["PaidAmt"]) == ("TOTAL", "1165.875")
        assert {line["STMTDate"] for line in lines} == {DAY.isoformat()}
        assert await position(both) == "1165.875"

    async def test_has_a_payment_that_was_never_notified(self) -> None:
        both = await paid_day()
        silent = await both.pay(transaction="T5", stmt_date=DAY.isoformat(), notify=False)
        assert (silent["attempts"], silent["code"]) == (0, None)
        assert "T5" not in both.biller.posted
        assert [line["JOEBPPSTrx"] for line in await rows(both)][-2] == "T5"

    @pytest.mark.parametrize(
        ("kind", "changed", "settled"),
        [
            ("foreign-line", [("FT2", "50.000", "555", "PmtNew")], "1165.875"),
            ("amount-differs", [("T2", "51.000", "987", "PmtNew")], "1166.875"),
            ("duplicate-line", [("T2", "50.000", "987", "PmtNew")] * 2, "1165.875"),
            ("ours-missing", [], "1115.875"),
            ("reversed", [("T2", "50.000", "987", "PmtReversal")], "1115.875"),
        ],
    )
    async def test_plants_a_difference_into_a_payment(
        self, kind: str, changed: list[tuple[str, ...]], settled: str
    ) -> None:
        both = await paid_day()
        found = await rows(both, {"kind": kind, "transaction": "T2"})
        told = [
            (one["JOEBPPSTrx"], one["PaidAmt"], one["BillerCode"], one["PmtStatus"])
            for one in found
        ]
        usual = [one for one in told if one not in changed and one[0] != "TOTAL"]
        assert [one for one in told if one in changed] == changed
        assert "T2" not in {one[0] for one in usual} or kind == "foreign-line"
        assert await position(both) == settled

    async def test_takes_a_payment_silently_for_a_lost_notice(self) -> None:
        both = await paid_day()
        found = await rows(both, {"kind": "lost-notice"})
        [lost] = [one for one in found[:-1] if one["JOEBPPSTrx"] not in both.biller.posted]
        assert (lost["PaidAmt"], await position(both)) == (AMOUNTS[0], "1274.625")

    async def test_the_same_report_again_is_the_same_file(self) -> None:
        both = await paid_day()
        for form in ("csv", "xlsx"):
            order = {"day": DAY.isoformat(), "format": form}
            first, again = [await both.hub.post("/v1/reports", json=order) for _ in range(2)]
            assert first.content == again.content
            assert form in first.headers["content-disposition"]

    async def test_remembers_what_was_planted(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "hub.jsonl")
        both = await paid_day(journal)
        before = await rows(both, {"kind": "reversed", "transaction": "T3"})
        assert await rows(pair(journal=journal)) == before

    @pytest.mark.parametrize(
        ("order", "status"),
        [
            ({"day": "2026-03-19", "planted": [{"kind": "reversed", "transaction": "no"}]}, 404),
            ({"day": "2026-01-01", "planted": [{"kind": "reversed"}]}, 404),
            ({"day": "2026-03-19", "planted": [{"kind": "bank-short"}]}, 422),
            ({"day": "2026-03-19", "format": "pdf"}, 422),
            ({}, 422),
        ],
    )
    async def test_refuses_what_cannot_be(self, order: dict[str, Any], status: int) -> None:
        both = await paid_day()
        assert (await both.hub.post("/v1/reports", json=order)).status_code == status

    async def test_is_empty_on_a_day_without_payments(self) -> None:
        answer = await pair().hub.post("/v1/reports", json={"day": DAY.isoformat()})
        assert answer.text.splitlines() == [",".join(HEADS), "TOTAL,,,0.000,0.000,,,,,"]


def bank_of(both: Pair) -> httpx.AsyncClient:
    return client_of(bank_application(HubLine(both.hub), ACCOUNT))


class TestStatement:
    @pytest.mark.parametrize(
        ("form", "credit", "closing"),
        [
            ("camt053", '<Amt Ccy="JOD">1165.875</Amt>', '<Amt Ccy="JOD">251165.875</Amt>'),
            ("mt940", "C1165,875NTRF", ":62F:C260319JOD251165,875"),
            ("csv", ",1165.875,,251165.875,", "251165.875"),
        ],
    )
    async def test_credits_what_the_hub_settles(self, form: str, credit: str, closing: str) -> None:
        bank = bank_of(await paid_day())
        order = {"day": DAY.isoformat(), "format": form}
        answer = await bank.post("/v1/statements", json=order)
        assert answer.status_code == 200
        assert credit in answer.text
        assert closing in answer.text
        assert "MFEP/20260319" in answer.text

    async def test_plants_what_the_bank_does_otherwise(self) -> None:
        bank = bank_of(await paid_day())
        planted = [{"kind": "bank-short", "amount": "1.875"}, {"kind": "unknown-bank-credit"}]
        order = {"day": DAY.isoformat(), "format": "csv", "planted": planted}
        found = [*csv.DictReader(io.StringIO((await bank.post("/v1/statements", json=order)).text))]
        assert [(one["Credit"], "MFEP" in one["Description"]) for one in found] == [
            ("1164.000", True),
            ("77.500", False),
        ]

    async def test_says_so_when_the_hub_is_away(self) -> None:
        def nobody(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("away", request=request)

        client = httpx.AsyncClient(transport=httpx.MockTransport(nobody), base_url="http://hub")
        bank = client_of(bank_application(HubLine(client), ACCOUNT))
        answer = await bank.post("/v1/statements", json={"day": DAY.isoformat()})
        assert answer.status_code == 503
        assert (await bank.get("/healthz")).json() == {"status": "ok"}

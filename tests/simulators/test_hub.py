from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from chassis.clock import AMMAN
from deploy.simulators.hub.app import create_application
from deploy.simulators.hub.connection import Connection
from deploy.simulators.hub.exchange import Hub
from deploy.simulators.hub.records import Records
from deploy.simulators.hub.signing import SignMode
from deploy.simulators.journal import Journal
from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.signatures import TextMode
from tests.simulators.biller import CODE, SERVICE, TinyBiller
from tests.simulators.calling import client_of

HUB_KEY = generate_private_key(public_exponent=65537, key_size=2048)
BILLER_KEY = generate_private_key(public_exponent=65537, key_size=2048)
AGREED = Connection(
    biller_url="http://biller/hub",
    hub_code=1,
    biller_code=CODE,
    service_type=SERVICE,
    key=HUB_KEY,
    biller_key=BILLER_KEY.public_key(),
    attempts=4,
    pause=0.001,
)
MODES = [
    (SignMode.WITHOUT_FORMAT, TextMode.WITHOUT_FORMAT),
    (SignMode.WITH_FORMAT, TextMode.WITH_FORMAT_CRLF),
]


@dataclass
class Pair:
    """A hub and its biller."""

    biller: TinyBiller
    hub: httpx.AsyncClient
    records: Records

    async def pull(self, billing_no: str = "4000111", **given: Any) -> dict[str, Any]:
        return await self._post("/v1/pulls", {"billing_no": billing_no, **given})

    async def pay(self, **given: Any) -> dict[str, Any]:
        usual = {} if "repeat_of" in given else {"billing_no": "4000111", "amount": "108.750"}
        return await self._post("/v1/payments", {**usual, **given})

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.hub.post(path, json=body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result


def pair(
    connection: Connection = AGREED,
    *,
    mode: TextMode = TextMode.WITHOUT_FORMAT,
    journal: Journal | None = None,
) -> Pair:
    biller = TinyBiller(BILLER_KEY, [HUB_KEY.public_key()], mode)
    records = Records(journal or Journal(None))
    hub = Hub(connection, records, client_of(biller.application))
    return Pair(biller, client_of(create_application(hub)), records)


class TestPull:
    @pytest.mark.parametrize(("hub_mode", "biller_mode"), MODES)
    async def test_both_sides_understand_each_other(
        self, hub_mode: SignMode, biller_mode: TextMode
    ) -> None:
        both = pair(replace(AGREED, mode=hub_mode), mode=biller_mode)
        result = await both.pull()
        assert both.biller.modes == [biller_mode]
        assert (result["code"], result["description"]) == (0, "Success")
        assert (result["signature_valid"], result["findings"]) == (True, [])
        assert result["guid"] == both.biller.guids[0]
        (bill,) = result["bills"]
        assert bill["due_date"] == bill["issue_date"]
        del bill["due_date"], bill["issue_date"]
        assert bill == {
            "code": 0,
            "description": "Success",
            "billing_no": "4000111",
            "bill_no": "4000111",
            "due_amount": "108.750",
            "status": "BillNew",
            "expiry_date": "2099-12-31T23:59:59",
            "service_type": SERVICE,
            "bill_type": "OneOff",
            "allow_part": False,
            "lower": "108.750",
            "upper": "108.750",
            "customer_name": "شركة النور & أبناؤه",
            "free_text": "تشرين <2>",
        }

    @pytest.mark.parametrize(("billing_no", "code"), [("nobody", 408), ("4000222", 324)])
    async def test_tells_the_result_of_the_record(self, billing_no: str, code: int) -> None:
        result = await pair().pull(billing_no)
        assert result["code"] == 0
        assert [bill["code"] for bill in result["bills"]] == [code]
        assert result["findings"] == []

    @pytest.mark.parametrize(
        ("given", "code"),
        [({"service_type": "Other"}, 322), ({"biller_code": 45}, 354), ({"forge": True}, 2)],
    )
    async def test_tells_the_refusal_of_the_message(self, given: dict[str, Any], code: int) -> None:
        result = await pair().pull(**given)
        assert (result["code"], result["bills"]) == (code, [])
        assert (result["signature_valid"], result["findings"]) == (True, [])

    async def test_asks_once_because_a_customer_waits(self) -> None:
        both = pair()
        both.biller.faults = [503]
        result = await both.pull()
        assert (result["code"], result["trouble"]) == (None, "HTTP 503")
        assert len(both.biller.messages) == 1

    async def test_tells_when_another_key_signed_the_answer(self) -> None:
        result = await pair(replace(AGREED, biller_key=HUB_KEY.public_key())).pull()
        assert result["signature_valid"] is False


class TestPayment:
    @pytest.mark.parametrize(("hub_mode", "biller_mode"), MODES)
    async def test_reaches_the_biller_whole(
        self, hub_mode: SignMode, biller_mode: TextMode
    ) -> None:
        both = pair(replace(AGREED, mode=hub_mode), mode=biller_mode)
        result = await both.pay(
            transaction="T1",
            process_date="2026-11-21T23:30:00",
            bank_code=33,
            fees_amount="0.250",
            due_amount="110.000",
        )
        assert (result["code"], result["transaction"], result["attempts"]) == (0, "T1", 1)
        assert (result["signature_valid"], result["findings"]) == (True, [])
        notice = both.biller.posted["T1"]
        assert (notice.paid_fils, notice.due_fils, notice.fees_fils) == (108_750, 110_000, 250)
        assert (notice.billing_no, notice.service_type, notice.bank_code) == (
            "4000111",
            SERVICE,
            33,
        )
        assert notice.process_date == datetime(2026, 11, 21, 23, 30, tzinfo=AMMAN)
        assert notice.stmt_date == date(2026, 11, 21)
        assert (notice.status, notice.channel, notice.method) == ("PmtNew", "MOB", "ACTDEB")

    async def test_numbers_payments_apart(self) -> None:
        both = pair()
        numbers = {(await both.pay())["transaction"] for _ in range(20)}
        assert numbers == set(both.biller.posted)
        assert len(numbers) == 20

    async def test_repeats_a_payment_in_a_new_message(self) -> None:
        both = pair()
        first = await both.pay()
        again = await both.pay(repeat_of=first["transaction"])
        assert (again["code"], again["transaction"]) == (0, first["transaction"])
        assert again["guid"] != first["guid"]
        assert len(both.biller.posted) == 1
        bodies = [raw.split(b"<MsgBody>")[1] for raw in both.biller.messages]
        assert bodies[0] == bodies[1]

    @pytest.mark.parametrize("name", ["transaction", "repeat_of"])
    async def test_makes_conflicts(self, name: str) -> None:
        both = pair()
        first = await both.pay()
        given = {name: first["transaction"], "amount": "1.000"}
        assert (await both.pay(**given))["code"] == 340
        assert (await both.pay(repeat_of=first["transaction"]))["code"] == 0

    async def test_forges_without_taking_money(self) -> None:
        both = pair()
        result = await both.pay(transaction="T1", forge=True)
        assert (result["code"], result["signature_valid"]) == (2, True)
        assert both.biller.posted == {}
        assert both.records.payment("T1") is None

    @pytest.mark.parametrize("fault", [500, 503, 429, ResultCode.INTERNAL_ERROR])
    async def test_insists_with_the_same_bytes(self, fault: int) -> None:
        both = pair()
        both.biller.faults = [fault, fault]
        result = await both.pay()
        assert (result["code"], result["attempts"]) == (0, 3)
        assert len(set(both.biller.messages)) == len(set(both.biller.guids)) == 1

    async def test_puts_on_hold_what_is_never_answered(self) -> None:
        both = pair()
        both.biller.faults = [503] * 4
        held = await both.pay()
        assert (held["code"], held["trouble"], held["attempts"]) == (None, "HTTP 503", 4)
        assert (await both.pay(repeat_of=held["transaction"]))["code"] == 0

    async def test_insists_when_nobody_is_there(self) -> None:
        def nobody(request: httpx.Request) -> httpx.Response:
            raise httpx.ReadTimeout("late", request=request)

        client = httpx.AsyncClient(transport=httpx.MockTransport(nobody))
        hub = Hub(AGREED, Records(Journal(None)), client)
        async with client_of(create_application(hub)) as bank:
            order = {"billing_no": "1", "amount": "1.000"}
            result = (await bank.post("/v1/payments", json=order)).json()
        assert (result["trouble"], result["attempts"]) == ("ReadTimeout", 4)
        assert len(hub.records) == 5

    @pytest.mark.parametrize(
        ("order", "status"),
        [
            ({}, 422),
            ({"billing_no": "1"}, 422),
            ({"billing_no": "1", "amount": "1.5"}, 422),
            ({"billing_no": "1", "amount": 1.5}, 422),
            ({"billing_no": "1", "amount": "-1.000"}, 422),
            ({"billing_no": "a\x00b", "amount": "1.000"}, 422),
            ({"repeat_of": "unknown"}, 404),
        ],
    )
    async def test_refuses_orders_that_make_no_payment(
        self, order: dict[str, Any], status: int
    ) -> None:
        both = pair()
        assert (await both.hub.post("/v1/payments", json=order)).status_code == status
        assert both.biller.messages == []


class TestJournal:
    async def test_knows_payments_after_a_restart(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "hub.jsonl")
        await pair(journal=journal).pay(transaction="T1", amount="3.000")
        both = pair(journal=journal)
        await both.pay(repeat_of="T1")
        assert both.biller.posted["T1"].paid_fils == 3000
        entries = (await both.hub.get("/v1/journal")).json()["entries"]
        assert [entry["kind"] for entry in entries] == ["payment", "exchange"] * 2
        assert entries[1]["transaction"] == "T1"
        assert (entries[1]["code"], entries[1]["signature_valid"]) == (0, True)
        assert "BLRPMTNTFRS" in entries[1]["answer"]

    async def test_shows_a_page_without_running_what_was_sent(self) -> None:
        both = pair()
        assert "Nothing yet" in (await both.hub.get("/")).text
        await both.pay(billing_no="<b>4000111</b>")
        page = (await both.hub.get("/")).text
        assert "<b>" not in page
        assert "&lt;b&gt;4000111" in page
        assert (await both.hub.get("/healthz")).json() == {"status": "ok", "entries": 2}

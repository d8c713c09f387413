import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from deploy.simulators.journal import Journal
from deploy.simulators.sms.app import create_application
from deploy.simulators.sms.messages import Messages
from deploy.simulators.sms.reports import Pace, Reporter, reporter_from_environment
from services.identity.rules.phones import e164
from services.notifications.gateways.sms import NumberRefused, OperatorUnavailable, SmsOperator
from services.notifications.schemas import DeliveryReport
from tests.simulators.calling import client_of

REFERENCE = "0190f5fe-7c00-7a00-8abc-0123456789ab"
PHONE = "+962791234567"
SECRET = b"5ecret"
HASTE = Pace(delivery=0, pause=0.001, pause_max=0.002, attempts=4)


class Customer:
    """Receives reports; answers with the given statuses, then 204."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.content)
        self.signatures.append(request.headers["X-Signature"])
        status = self.statuses.pop(0) if self.statuses else 204
        if status == 0:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(status)

    def reports(self) -> list[DeliveryReport]:
        return [DeliveryReport.model_validate_json(body) for body in self.bodies]


def reporter(messages: Messages, customer: Customer) -> Reporter:
    client = httpx.AsyncClient(transport=httpx.MockTransport(customer))
    return Reporter(messages, url="http://x/r", secret=SECRET, client=client, pace=HASTE)


@asynccontextmanager
async def operator(
    messages: Messages, customer: Customer | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    sender = reporter(messages, customer) if customer else None
    application = create_application(messages, sender, slow_seconds=0.05)
    async with application.router.lifespan_context(application), client_of(application) as client:
        yield client


async def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.003)
    raise AssertionError("it did not come true")


def openssl_hmac(content: bytes, key: str) -> str:
    command = ["openssl", "dgst", "-sha256", "-hmac", key]
    made = subprocess.run(command, input=content, capture_output=True, check=True)
    return made.stdout.decode().split()[-1]


def body(**changed: str) -> dict[str, str]:
    return {"to": PHONE, "text": "رمز الدخول 123456", "reference": REFERENCE, **changed}


class TestAccepting:
    async def test_takes_a_message_once_per_reference(self) -> None:
        async with operator(Messages(Journal(None))) as client:
            first = await client.post("/v1/messages", json=body())
            again = await client.post("/v1/messages", json=body(text="another"))
            inbox = (await client.get("/v1/messages")).json()["messages"]
        assert first.status_code == again.status_code == 202
        assert first.json() == again.json() == {"id": inbox[0]["id"]}
        assert len(inbox) == 1
        assert set(inbox[0]) == {"id", "to", "text", "reference", "at"}
        assert inbox[0]["text"] == "رمز الدخول 123456"

    @pytest.mark.parametrize(
        "number", ["0791234567", "+96279123456", "+9627912345678", "+962612345678", "+1", ""]
    )
    async def test_refuses_what_is_no_mobile(self, number: str) -> None:
        async with operator(Messages(Journal(None))) as client:
            answer = await client.post("/v1/messages", json=body(to=number))
        assert answer.status_code == 422

    async def test_takes_the_form_in_which_identity_keeps_numbers(self) -> None:
        async with operator(Messages(Journal(None))) as client:
            number = e164("079 123 4567")
            assert number is not None
            await SmsOperator(client).send(to=number, text="x", reference=REFERENCE)

    async def test_knows_everything_after_a_restart(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "sms.jsonl")
        async with operator(Messages(journal)) as client:
            before = (await client.post("/v1/messages", json=body())).json()
        async with operator(Messages(journal)) as client:
            assert (await client.post("/v1/messages", json=body())).json() == before
            assert len((await client.get("/v1/messages")).json()["messages"]) == 1


class TestInbox:
    async def test_gives_the_newest_last_and_of_one_number(self) -> None:
        messages = Messages(Journal(None))
        for n in range(5):
            messages.accept(to=f"+96279000000{n % 2}", text=str(n), reference=f"r{n}")
        async with operator(messages) as client:
            newest = (await client.get("/v1/messages", params={"limit": 2})).json()["messages"]
            typed = (await client.get("/v1/messages?to=+962790000001")).json()["messages"]
        assert [each["text"] for each in newest] == ["3", "4"]
        assert [each["text"] for each in typed] == ["1", "3"]

    async def test_shows_a_page_without_running_what_was_sent(self) -> None:
        messages = Messages(Journal(None))
        messages.accept(to=PHONE, text="<script>alert(1)</script>", reference="a")
        messages.accept(to="+962770000000", text="الثانية", reference="b")
        async with operator(messages) as client:
            page = (await client.get("/")).text
            one = (await client.get("/", params={"to": PHONE})).text
        assert '<html lang="ar" dir="rtl">' in page
        assert "<script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert page.index("الثانية") < page.index("alert(1)")
        assert "الثانية" not in one


class TestFaults:
    async def test_down_is_what_the_gateway_calls_unavailable(self) -> None:
        async with operator(Messages(Journal(None))) as client:
            await client.post("/faults", json={"mode": "down"})
            with pytest.raises(OperatorUnavailable):
                await SmsOperator(client).send(to=PHONE, text="x", reference=REFERENCE)
            assert (await client.get("/healthz")).json()["messages"] == 0
            await client.post("/faults", json={"mode": "none"})
            await SmsOperator(client).send(to=PHONE, text="x", reference=REFERENCE)

    async def test_slow_has_the_message_before_it_answers(self) -> None:
        messages = Messages(Journal(None))
        async with operator(messages) as client:
            await client.post("/faults", json={"mode": "slow"})
            call = asyncio.create_task(client.post("/v1/messages", json=body()))
            await until(lambda: len(messages) == 1)
            assert not call.done()
            assert (await call).status_code == 202

    async def test_refused_number_is_what_the_gateway_calls_refused(self) -> None:
        async with operator(Messages(Journal(None))) as client:
            with pytest.raises(NumberRefused):
                await SmsOperator(client).send(to="+12025550123", text="x", reference=REFERENCE)


class TestReports:
    async def test_say_what_became_of_each_message(self) -> None:
        messages, customer = Messages(Journal(None)), Customer()
        async with operator(messages, customer) as client:
            for number, reference in ((PHONE, REFERENCE), ("+962790000000", f"{REFERENCE}.2")):
                await client.post("/v1/messages", json=body(to=number, reference=reference))
                await client.post("/v1/messages", json=body(to=number, reference=reference))
            await until(lambda: not messages.unreported())
        told = {report.reference: report.state for report in customer.reports()}
        assert told == {REFERENCE: "delivered", f"{REFERENCE}.2": "failed"}
        assert len(customer.bodies) == 2

    async def test_are_signed_so_that_openssl_agrees(self) -> None:
        messages, customer = Messages(Journal(None)), Customer()
        async with operator(messages, customer) as client:
            await client.post("/v1/messages", json=body())
            await until(lambda: not messages.unreported())
        assert openssl_hmac(customer.bodies[0], SECRET.decode()) == customer.signatures[0]

    async def test_are_repeated_with_the_same_bytes_until_taken(self) -> None:
        messages, customer = Messages(Journal(None)), Customer(0, 503, 404)
        async with operator(messages, customer) as client:
            message_id = (await client.post("/v1/messages", json=body())).json()["id"]
            await until(lambda: not messages.unreported())
        assert len(customer.bodies) == 4
        assert len(set(customer.bodies)) == 1
        assert json.loads(customer.bodies[0])["id"] == message_id

    @pytest.mark.parametrize(
        ("statuses", "receipt", "calls"), [([401], "refused", 1), ([503] * 9, "unanswered", 4)]
    )
    async def test_end_when_refused_or_never_answered(
        self, statuses: list[int], receipt: str, calls: int
    ) -> None:
        messages, customer = Messages(Journal(None)), Customer(*statuses)
        async with operator(messages, customer) as client:
            await client.post("/v1/messages", json=body())
            await until(lambda: not messages.unreported())
        (message,) = messages.inbox(to=None, limit=9)
        assert messages.receipt(message) == receipt
        assert len(customer.bodies) == calls

    async def test_owed_ones_are_sent_after_a_restart(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "sms.jsonl")
        Messages(journal).accept(to=PHONE, text="x", reference=REFERENCE)
        messages, customer = Messages(journal), Customer()
        async with operator(messages, customer):
            await until(lambda: not messages.unreported())
        async with operator(Messages(journal), customer) as client:
            assert (await client.get("/healthz")).json()["reports_owed"] == 0
        assert len(customer.bodies) == 1

    def test_wait_longer_each_time(self) -> None:
        assert list(Pace(1, 0.5, 3, attempts=6).waits()) == [1, 0.5, 1, 2, 3, 3]


class TestEnvironment:
    async def test_reads_the_secret_as_notifications_does(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secret = tmp_path / "secret"
        secret.write_text("abc123\n")
        monkeypatch.setenv("DAMAN_REPORT_URL", "http://127.0.0.1:9/r")
        monkeypatch.setenv("DAMAN_SMS_REPORT_SECRET_FILE", str(secret))
        made = reporter_from_environment(Messages(Journal(None)))
        assert made is not None
        assert made._secret == b"abc123"
        await made.stop()

    def test_tells_nobody_without_an_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DAMAN_REPORT_URL", raising=False)
        assert reporter_from_environment(Messages(Journal(None))) is None

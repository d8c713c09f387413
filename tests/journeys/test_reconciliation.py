"""A settlement day on the real parts: paid, reported, credited, closed; and on the screens."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser

from deploy.demo.steps import BILLING, Journey, announced, sign_in
from deploy.demo.visitor import until
from tests.journeys.conftest import Stack
from tests.journeys.test_portal import Person, at_screen, browser, journey

__all__ = ["browser", "journey"]

pytestmark = pytest.mark.stack

RECONCILIATION = f"{BILLING}/reconciliation"
EIGHT = {
    "lost-notice",
    "foreign-line",
    "amount-differs",
    "duplicate-line",
    "ours-missing",
    "reversed",
    "bank-short",
    "unknown-bank-credit",
}


class Evening:
    """One settlement day of one establishment: its payments and the files about it."""

    def __init__(self, stack: Stack, journey: Journey, day: str) -> None:
        self.stack, self.journey, self.day = stack, journey, day

    async def outside(self, part: str, path: str, order: dict[str, Any]) -> httpx.Response:
        """What the hub or the bank does."""
        url = f"http://{self.stack.place.address(part)}{path}"
        async with httpx.AsyncClient(timeout=60) as client:
            answer = await client.post(url, json=order)
        assert answer.status_code == 200, answer.text
        return answer

    async def pay(self, amount: str, **more: object) -> str:
        """A payment through the hub, settled on this day; its transaction number."""
        number = self.journey.establishment["payment_number"]
        order = {"billing_no": number, "amount": amount, "stmt_date": self.day, **more}
        told: str = (await self.outside("hub", "/v1/payments", order)).json()["transaction"]
        return told

    async def report(self, *planted: str, form: str = "csv") -> bytes:
        plants = [{"kind": kind} for kind in planted]
        order = {"day": self.day, "format": form, "planted": plants}
        return (await self.outside("hub", "/v1/reports", order)).content

    async def statement(self, *planted: str, form: str = "camt053") -> bytes:
        plants = [{"kind": kind} for kind in planted]
        order = {"day": self.day, "format": form, "planted": plants}
        return (await self.outside("bank", "/v1/statements", order)).content

    async def upload(self, kind: str, content: bytes) -> Any:
        """Uploaded through the gateway, with its verdict."""
        treasurer = self.journey.treasurer
        files = {"file": (f"{kind}-{self.day}", content, "application/octet-stream")}
        told = await treasurer.post(f"{RECONCILIATION}/imports", data={"kind": kind}, files=files)
        path = f"{RECONCILIATION}/imports/{told['import_id']}"

        async def checked() -> Any:
            found = await treasurer.get(path)
            return found if found["state"] != "checking" else None

        return await until("the verdict", checked)

    async def take_in(self, kind: str, content: bytes) -> Any:
        """Uploaded and imported; the receipt."""
        told = await self.upload(kind, content)
        path = f"{RECONCILIATION}/imports/{told['import_id']}/import"
        return await self.journey.treasurer.post(path)


async def began(stack: Stack, journey: Journey, day: str) -> Evening:
    """A fresh establishment that billing knows, and the treasurer."""
    await sign_in(journey)
    journey.treasurer = await journey.employee("treasurer")

    async def known() -> bool:
        path = f"{BILLING}{journey.of_establishment}/bill"
        return (await journey.clerk.ask("GET", path)).is_success

    await until("billing knows the establishment", known)
    return Evening(stack, journey, day)


async def test_a_day_is_paid_reported_credited_and_closed(stack: Stack, journey: Journey) -> None:
    evening = await began(stack, journey, "2026-03-03")
    first = await evening.pay("100.000")
    await evening.pay("20.500")
    lost = await evening.pay("7.250", notify=False)
    report, statement = await evening.report(), await evening.statement()

    verdict = await evening.upload("hub-report", report)
    counts = {one["kind"]: (one["count"], one["amount"]) for one in verdict["findings"]}
    assert counts == {"matched": (2, "120.500"), "lost-notice": (1, "7.250")}
    await announced(evening.journey, PaymentReceived=2)  # the verdict alone books nothing

    receipt = await evening.take_in("hub-report", report)
    assert receipt["already"] is False
    await announced(evening.journey, PaymentReceived=3)
    assert (await evening.take_in("hub-report", report))["already"] is True
    await evening.take_in("bank-statement", statement)

    treasurer = journey.treasurer
    day = await treasurer.get(f"{RECONCILIATION}/days/{evening.day}")
    assert [one["amount"] for one in day["legs"]] == ["127.750"] * 3
    assert [one["kind"] for one in day["differences"]] == ["lost-notice"]
    closed = await treasurer.post(f"{RECONCILIATION}/days/{evening.day}/closing")
    assert (closed["state"], closed["between"]) == ("closed", "0.000")
    await announced(evening.journey, PaymentReceived=3, PaymentSettled=3)
    assert (await treasurer.get(f"{BILLING}/transactions/{lost}"))["source"] == "report"

    reason = {"reason": "charged back by the bank"}
    await treasurer.post(f"{BILLING}/transactions/{first}/reversal", reason)
    await announced(evening.journey, PaymentReversed=1)
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    assert bill["credit"] == "27.750"
    assert (await treasurer.get(f"{BILLING}/trial-balance"))["balanced"]


async def test_what_is_not_a_file_about_our_account_is_refused(
    stack: Stack, journey: Journey
) -> None:
    evening = await began(stack, journey, "2026-03-04")
    await evening.pay("10.000")
    report, statement = await evening.report(), await evening.statement()
    wrong = {
        "empty-file": ("hub-report", b"\n"),
        "columns-not-found": ("hub-report", b"Name,Wage\nA,1\n"),
        "total-does-not-add-up": ("hub-report", report.replace(b"TOTAL,,,10.", b"TOTAL,,,11.")),
        "foreign-report": ("hub-report", report.replace(b",987,", b",555,")),
        "not-xml": ("bank-statement", b"<Document>"),
        "other-currency": ("bank-statement", statement.replace(b"JOD", b"USD")),
        "other-account": ("bank-statement", statement.replace(b"JO94", b"JO00")),
        "entities-in-xml": (
            "bank-statement",
            statement.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]>', 1),
        ),
    }
    for code, (kind, content) in wrong.items():
        told = await evening.upload(kind, content)
        assert (told["state"], told["refusal"]["code"]) == ("refused", code)
        assert told["refusal"]["ar"]
        assert told["refusal"]["en"]
    day = await journey.treasurer.get(f"{RECONCILIATION}/days/{evening.day}")
    assert [one["amount"] for one in day["legs"]] == ["10.000", None, None]


async def test_nobody_else_sees_a_settlement_day(stack: Stack, journey: Journey) -> None:
    await began(stack, journey, "2026-03-04")
    officer = await journey.employee("officer", "amman-center")
    for visitor, status in ((officer, 403), (journey.clerk, 404)):
        for path in ("/reconciliation/days", "/suspense", "/reconciliation/imports"):
            assert (await visitor.ask("GET", f"{BILLING}{path}")).status_code == status


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "width", "day"), [("ar", 320, "2026-03-05"), ("en", 1280, "2026-03-08")]
)
async def test_the_treasurers_evening_on_screens(
    *, browser: Browser, stack: Stack, journey: Journey, language: str, width: int, day: str
) -> None:
    evening = await began(stack, journey, day)
    for _ in range(9):
        await evening.pay("108.750")
    [account] = [one for one in journey.staff if one["login_id"] == "treasurer"]
    treasurer = await at_screen(browser, stack, language, width)
    await treasurer.sign_in(journey.phones, account, "staff")
    await treasurer.look("home-treasurer")
    await _send(treasurer, "wrong.csv", b"Name,Wage\nA,1\n", "hub-report")
    assert "JOEBPPSTrx" in await treasurer.look("import-refused")
    planted = EIGHT - {"bank-short", "unknown-bank-credit"}
    report = await evening.report(*sorted(planted), "duplicate-line", form="xlsx")
    await _upload(treasurer, "report.xlsx", report, "hub-report")
    statement = await evening.statement("bank-short", "unknown-bank-credit", form="mt940")
    await _upload(treasurer, "statement.sta", statement, "bank-statement")
    await _close(treasurer, day)
    await _suspense(treasurer, journey)
    await _reverse(treasurer, await evening.pay("5.000", stmt_date="2026-03-09"))


async def _send(treasurer: Person, name: str, content: bytes, kind: str) -> None:
    await treasurer.open("/f/imports")
    await treasurer.look("imports")
    await treasurer.page.locator(f"#kind-{kind}").check()
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    await treasurer.page.set_input_files("#file", file)
    await treasurer.press(treasurer.word("رفع الملف وفحصه", "Upload and check"))
    title = treasurer.word("نتيجة الفحص", "Verdict")
    await treasurer.page.get_by_role("heading", name=title).wait_for(timeout=60_000)


async def _upload(treasurer: Person, name: str, content: bytes, kind: str) -> None:
    await _send(treasurer, name, content, kind)
    await treasurer.look(f"import-{kind}")
    await treasurer.press(treasurer.word("استيراد", "Import"))
    await treasurer.page.wait_for_url(re.compile(r"/f/days/"))
    await treasurer.look(f"day-after-{kind}")


async def _close(treasurer: Person, day: str) -> None:
    await treasurer.press(treasurer.word("إغلاق اليوم", "Close the day"))
    refused = await treasurer.page.get_by_role("alert").inner_text()
    assert day in refused
    treasurer.complaints.clear()  # the browser itself notes an answer of 409
    await treasurer.look("day-refused")
    await treasurer.open(f"/f/days/{day}")
    await treasurer.page.get_by_role(
        "button", name=treasurer.word("تولّي المتابعة", "Take over")
    ).first.click()
    await treasurer.page.select_option("#kind", "duplicate-line")
    words = treasurer.word("سطران لحركة واحدة", "Two lines of one payment")
    await treasurer.page.fill("#explanation-kind", words)
    await treasurer.press(treasurer.word("تسجيل التوضيح للكل", "Record for all of them"))
    assert (await treasurer.look("day-explained")).count(words) == 2
    await _every(treasurer, lambda: _explain_one(treasurer))
    await treasurer.press(treasurer.word("إغلاق اليوم", "Close the day"))
    closed = await treasurer.look("day-closed")
    assert treasurer.word("مغلق", "Closed") in closed
    await treasurer.open("/f")
    await treasurer.look("days")


async def _explain_one(treasurer: Person) -> bool:
    """Explain the next difference that has no words yet; False if all have."""
    boxes = treasurer.page.locator("textarea[name=explanation]")
    for at in range(await boxes.count()):
        if not await boxes.nth(at).input_value():
            await boxes.nth(at).fill(treasurer.word("جرى التحقق مع المشغّل", "Checked with the hub"))
            name = treasurer.word("تسجيل التوضيح", "Record the explanation")
            await treasurer.page.get_by_role("button", name=name).nth(at).click()
            await treasurer.page.wait_for_load_state()
            return True
    return False


async def _every(treasurer: Person, act: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(20):
        if not await act():
            return
    raise AssertionError(await treasurer.page.inner_text("main"))


async def _suspense(treasurer: Person, journey: Journey) -> None:
    await treasurer.open("/f/suspense")
    await treasurer.look("suspense")
    await treasurer.page.locator("input[name=establishment_number]").first.fill("0")
    assign = treasurer.page.get_by_role("button", name=treasurer.word("تخصيص", "Assign"))
    await assign.first.click()
    await treasurer.page.get_by_role("alert").wait_for()
    treasurer.complaints.clear()  # the browser itself notes an answer of 422
    before = await assign.count()
    number = journey.establishment["number"]
    await treasurer.page.locator("input[name=establishment_number]").first.fill(number)
    await assign.first.click()
    await treasurer.page.wait_for_url(re.compile(r"/f/suspense$"))
    assert await assign.count() == before - 1


async def _reverse(treasurer: Person, transaction: str) -> None:
    await treasurer.open("/f/transactions?number=none")
    await treasurer.look("transaction-unknown")
    await treasurer.page.fill("#number", transaction)
    await treasurer.press(treasurer.word("بحث", "Find"))
    await treasurer.look("transaction")
    await treasurer.page.fill("#reason", treasurer.word("خصمه البنك", "Charged back"))
    await treasurer.press(treasurer.word("تأكيد العكس", "Confirm the reversal"))
    assert treasurer.word("معكوسة", "Reversed") in await treasurer.look("transaction-reversed")

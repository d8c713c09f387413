"""The main job in real Chromium, in both languages, on a phone and on a desk."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright

from deploy.demo.clerk import CORRECTED, MONTH, WITH_FAULTS
from deploy.demo.outside import Phones
from deploy.demo.steps import Journey, sign_in
from deploy.demo.visitor import Visitor, until
from deploy.local.place import CHECKOUT
from tests.journeys.conftest import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser]

AXE = (CHECKOUT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE_BYTES_MAX, REQUESTS_MAX = 180_000, 10
PICTURES = CHECKOUT / ".local" / "pictures"
WIDTHS = {320: 640, 1280: 800}
SCREENS = [(language, width) for language in ("ar", "en") for width in WIDTHS]
AT_HOME, CODE_TRIES = re.compile(r"/(en/?)?(switch)?$"), 3


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Chromium is missing: install it (Debian: apt-get install chromium)"
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=program)
        yield started
        await started.close()


class Person:
    """Somebody at a screen; every page he sees is looked at by axe, and its picture is kept."""

    def __init__(self, stack: Stack, page: Page, language: str, width: int) -> None:
        self.stack, self.page = stack, page
        self.prefix = "/en" if language == "en" else ""
        self.language, self.width = language, width
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text))

    async def open(self, path: str) -> None:
        answer = await self.page.goto(f"{self.stack.place.url}{self.prefix}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()
        await self.page.wait_for_load_state()

    async def look(self, name: str) -> str:
        """The words on the page; nothing on it may be inaccessible or wider than the screen."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"{name}-{self.language}-{self.width}.png"
        await self.page.screenshot(path=picture, full_page=True)
        await self.page.evaluate(AXE)
        found: Any = await self.page.evaluate(
            "rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES
        )
        told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        assert told == [], f"{name}: {told}"
        wide = await self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} wide on {self.width}"
        assert self.complaints == [], f"{name}: {self.complaints}"
        return await self.page.inner_text("main")

    async def sign_in(self, phones: Phones, account: dict[str, str], kind: str) -> None:
        seen = len(await phones.messages(account["phone"]))
        await self.open("/sign-in")
        await self.look("sign-in")
        await self.page.locator(f"#kind-{kind}").check()
        await self.page.fill("#login_id", account["login_id"])
        await self.page.fill("#password", account["password"])
        await self.press(self.word("دخول", "Sign in"))
        await self.look("code")
        await self._type_code(phones, account["phone"], seen)

    async def _type_code(self, phones: Phones, phone: str, seen: int) -> None:
        """As people do: the newest code, and once more if a newer one came in between."""
        said = ""
        for _ in range(CODE_TRIES):
            await self.page.fill("#code", await phones.code_after(phone, seen))
            await self.press(self.word("تأكيد", "Confirm"))
            if AT_HOME.search(self.page.url):
                return
            said = await self.page.inner_text("main")
            self.complaints.clear()  # the browser notes the refusal
        raise AssertionError(said)

    async def upload(self, file: Path) -> None:
        await self.open("/workbooks/new")
        await self.look("upload")
        await self.page.fill("#month", MONTH)
        await self.page.set_input_files("#file", file)
        await self.press(self.word("رفع الملف وفحصه", "Upload and check"))
        title = self.word("نتيجة الفحص", "Verdict")
        await self.page.get_by_role("heading", name=title).wait_for(timeout=60_000)

    def word(self, arabic: str, english: str) -> str:
        return english if self.language == "en" else arabic


async def at_screen(browser: Browser, stack: Stack, language: str, width: int) -> Person:
    """A browser of his own, without JavaScript in the pages (there is none to run)."""
    size: Any = {"width": width, "height": WIDTHS[width]}
    context = await browser.new_context(viewport=size, locale=language)
    return Person(stack, await context.new_page(), language, width)


@pytest.fixture
async def journey(stack: Stack, signed_in: dict[str, Visitor]) -> AsyncIterator[Journey]:
    async with httpx.AsyncClient(timeout=30) as http:
        yield Journey.at(stack.place, http, signed_in)


@pytest.mark.parametrize(("language", "width"), SCREENS)
async def test_the_main_job_on_screens(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    await sign_in(journey)  # the registrar's part: a fresh establishment
    clerk = await at_screen(browser, stack, language, width)
    await clerk.sign_in(journey.phones, journey.account, "establishment")
    await clerk.look("home")
    await _enrol(clerk)
    await _decide(browser, stack, journey, language, width)
    await _close(browser, stack, journey, language, width)
    await _pay(clerk, journey)


async def _enrol(clerk: Person) -> None:
    await clerk.upload(WITH_FAULTS)
    verdict = await clerk.look("verdict")
    assert "290.000" in verdict
    assert "9990000009" in verdict
    await clerk.press(clerk.word("إرسال إلى الفرع", "Send to the branch"))
    refused = await clerk.page.get_by_role("alert").inner_text()
    assert "2" in refused
    clerk.complaints.clear()  # the browser itself notes an answer of 422
    await clerk.look("verdict-refused")
    await clerk.upload(CORRECTED)
    await clerk.press(clerk.word("إرسال إلى الفرع", "Send to the branch"))
    assert clerk.word("قيد المراجعة", "Under review") in await clerk.look("batch")
    await clerk.open("/batches")
    await clerk.look("batches")


async def _decide(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    [account] = [one for one in journey.staff if one["login_id"] == "officer.amman"]
    officer = await at_screen(browser, stack, language, width)
    await officer.sign_in(journey.phones, account, "staff")
    await officer.look("home-officer")
    await officer.open("/queue")
    await officer.look("queue")
    row = officer.page.get_by_role("row").filter(
        has_text=journey.establishment[f"name_{officer.language}"]
    )
    await row.get_by_role("link").click()
    await officer.look("decision")
    await officer.page.locator("#decision-approve").check()
    await officer.press(officer.word("تسجيل القرار", "Record the decision"))
    await officer.page.wait_for_url(re.compile(r"/queue$"))
    await officer.open("/timeline")
    await officer.page.locator("#by-establishment").check()
    await officer.page.fill("#number", journey.establishment["number"])
    await officer.press(officer.word("بحث", "Search"))
    assert officer.word("قُبلت الإرسالية", "approved") in await officer.look("timeline-officer")


async def _close(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    [account] = [one for one in journey.staff if one["login_id"] == "treasurer"]
    treasurer = await at_screen(browser, stack, language, width)
    await treasurer.sign_in(journey.phones, account, "staff")
    clerk = journey.clerk

    async def invoiced() -> bool:
        """The cover reaches billing a moment after the decision: then the month is closed."""
        await treasurer.open("/closing")
        await treasurer.page.fill("#month", MONTH)
        await treasurer.press(treasurer.word("إغلاق الشهر", "Close the month"))
        found = await clerk.get(f"/api/billing/v1{journey.of_establishment}/invoices")
        return bool(found["items"])

    await until("the invoice", invoiced)
    await treasurer.open("/closing")
    await treasurer.look("closing")


async def _pay(clerk: Person, journey: Journey) -> None:
    await clerk.open("/bill")
    due = await clerk.look("bill-due")
    assert journey.establishment["payment_number"] in due
    await clerk.page.get_by_role("table").get_by_role("link").first.click()
    for line in await clerk.page.locator("details").all():
        await line.locator("summary").click()
    explained = await clerk.look("invoice")
    for words in ("108.750", "71.250", "37.500", "113.750", "private-2017"):
        assert words in explained
    [bill] = (await journey.bank.pull(journey.establishment["payment_number"]))["bills"]
    number = journey.establishment["payment_number"]
    paid = await journey.bank.pay(
        billing_no=number, bill_no=bill["bill_no"], amount=bill["due_amount"]
    )
    await clerk.open("/bill")
    settled = await clerk.look("bill-paid")
    assert "0.000" in settled
    assert paid["transaction"] in settled
    for path, name in (("/workers", "workers"), ("/inbox", "inbox"), ("/", "home-paid")):
        await clerk.open(path)
        await clerk.look(name)
    await clerk.page.fill("#to", "2026-04-01")
    await clerk.press(clerk.word("انتقال", "Go"))
    assert "2026-04-05" in await clerk.page.get_by_role("alert").inner_text()
    clerk.complaints.clear()  # the browser notes the refusal
    await clerk.page.fill("#to", "2026-04-20")
    await clerk.press(clerk.word("انتقال", "Go"))
    assert "20" in await clerk.look("home-moved")
    await clerk.open("/timeline")
    told = await clerk.look("timeline")
    assert paid["transaction"] in told
    assert clerk.word("اطّلع", "looked") not in told


async def test_a_silent_service_is_named_in_the_timeline(
    browser: Browser, stack: Stack, journey: Journey
) -> None:
    await sign_in(journey)
    clerk = await at_screen(browser, stack, "ar", 320)
    await clerk.sign_in(journey.phones, journey.account, "establishment")
    assert stack.run("deploy.local", "kill", "letters", "--stay-down").returncode == 0
    try:
        await clerk.open("/timeline")
        assert "لم ترد بيانات من خدمة الكتب" in await clerk.look("timeline-silent")
    finally:
        assert stack.run("deploy.local", "start", "letters").returncode == 0


async def test_a_cold_page_is_light(browser: Browser, stack: Stack) -> None:
    person = await at_screen(browser, stack, "ar", 320)
    sizes: list[int] = []
    session = await person.page.context.new_cdp_session(person.page)
    await session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    await person.open("/sign-in")
    await person.page.wait_for_load_state("networkidle")
    assert len(sizes) <= REQUESTS_MAX
    assert sum(sizes) <= PAGE_BYTES_MAX, sizes


async def test_what_is_not_ours_is_refused(stack: Stack) -> None:
    async with httpx.AsyncClient(base_url=stack.place.url) as outsider:
        forged = await outsider.post(
            "/sign-in", data={"login_id": "x"}, headers={"Origin": "https://evil.example"}
        )
        assert forged.status_code == 403
        assert "لم يُحفظ شيء" in forged.text
        away = await outsider.get("/bill")
        assert (away.status_code, away.headers["location"]) == (303, "/sign-in")
        nothing = await outsider.get("/internal/v1/contacts")
        assert nothing.status_code == 404
        wrong = await outsider.post(
            "/en/sign-in",
            data={"kind": "staff", "login_id": "<script>alert(1)</script>", "password": "no"},
        )
        assert wrong.status_code in (401, 403, 422)
        assert "<script>" not in wrong.text


async def test_a_page_survives_a_restart_of_the_database(stack: Stack) -> None:
    """While it is away a page says so; after it, no dead connection of the pool is in the way."""
    async with httpx.AsyncClient(base_url=stack.place.url, timeout=30) as reader:
        reader.cookies.set("daman", "nobody")
        assert (await reader.get("/sign-in")).status_code == 200
        assert stack.run("deploy.local", "kill", "postgres").returncode == 0

        async def opens() -> bool:
            page = await reader.get("/sign-in")
            assert "<main" in page.text  # a page in any case, never a bare error
            return page.status_code == 200

        await until("the page opens again", opens)

"""The January file in real Chromium: the clerk's pages and the officer's, in both languages."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.async_api import Browser

from deploy.demo.steps import SHEET, Journey, sign_in
from deploy.demo.visitor import until
from services.payroll.gateways.january_workbook import read
from tests.journeys.conftest import Stack
from tests.journeys.january import closes, documents, enrols, filled, of_another_establishment
from tests.journeys.test_portal import Person, at_screen, browser, journey

__all__ = ["browser", "journey"]

pytestmark = [pytest.mark.stack, pytest.mark.browser]

YEAR, HIRED_ON = 2026, date(2025, 11, 1)


async def january(clerk: Person) -> list[str]:
    """The page of the January file and its template; insurance numbers by falling wage."""
    await clerk.open("/wages")
    said = await clerk.look("wages")
    assert clerk.word("لم يُرسل", "Not sent") in said
    async with clerk.page.expect_download() as waiting:
        name = clerk.word("تنزيل ملف العاملين", "Download the file of workers")
        await clerk.page.get_by_role("link", name=name).click()
    download = await waiting.value
    assert download.suggested_filename == f"january-{YEAR}.xlsx"
    rows = await read((await download.path()).read_bytes())
    known: dict[str, Any] = {str(one.cells["insurance_number"]): one.cells for one in rows}
    return sorted(known, key=lambda number: -known[number]["wage_before"])


async def uploads(clerk: Person, content: bytes) -> None:
    await clerk.open("/wages")
    file: Any = {"name": "كانون الثاني.xlsx", "mimeType": SHEET, "buffer": content}
    await clerk.page.set_input_files("#file", file)
    await clerk.press(clerk.word("رفع الملف وفحصه", "Upload and check"))
    title = clerk.word("ملف كانون الثاني", "January file of")
    await clerk.page.get_by_role("heading", name=title, level=1).wait_for(timeout=60_000)


async def sends(clerk: Person) -> None:
    await clerk.press(clerk.word("إرسال إلى الفرع", "Send to the branch"))


async def decides(officer: Person, journey: Journey, decision: str) -> None:
    """The officer opens the file from his queue and records a decision."""
    await officer.open("/wages/queue")
    name = journey.establishment[f"name_{officer.language}"]
    row = officer.page.get_by_role("row").filter(has_text=name)
    await row.get_by_role("link").click()
    await officer.page.locator(f"#decision-{decision}").check()


async def record(officer: Person) -> None:
    await officer.press(officer.word("تسجيل القرار", "Record the decision"))


@pytest.mark.parametrize(("language", "width"), [("ar", 320), ("en", 1280)])
async def test_the_january_file_on_screens(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    journey.sandbox_date = f"{YEAR}-02-10"
    await sign_in(journey)
    await enrols(journey, HIRED_ON, [500, 400, 300])
    await closes(journey, f"{YEAR}-01")
    clerk = await at_screen(browser, stack, language, width)
    await clerk.sign_in(journey.phones, journey.account, "establishment")
    first, second, third = await january(clerk)
    await _is_shown_what_is_wrong(clerk, first, second, third)
    content = filled({first: 600, second: 400, third: 500})
    await _sends_what_is_whole(clerk, content)

    officer = await at_screen(browser, stack, language, width)
    [account] = [one for one in journey.staff if one["login_id"] == "officer.amman"]
    await officer.sign_in(journey.phones, account, "staff")
    await officer.look("home-officer-wages")
    await _is_rejected_with_a_reason(officer, clerk, journey)
    await uploads(clerk, content)  # the same content may be sent anew after a rejection
    await sends(clerk)
    await decides(officer, journey, "accept")
    await officer.look("wages-decision")
    await record(officer)
    await officer.page.wait_for_url(re.compile(r"/wages/queue$"))
    await officer.look("wages-queue-after")
    await _sees_what_it_did(clerk, journey, content)


async def _is_shown_what_is_wrong(clerk: Person, first: str, second: str, third: str) -> None:
    await uploads(clerk, of_another_establishment())
    anothers = await clerk.look("wages-anothers")
    assert clerk.word("لم يُقبل الملف", "The file was not accepted") in anothers
    await uploads(clerk, filled({first: 200, second: 700, "4999999999": 500}))
    verdict = await clerk.look("wages-verdict-faulty")
    for words in (
        "290.000",
        "4999999999",
        third,
        clerk.word("بأكثر من \u206625%\u2069", "more than 25%"),
    ):
        assert words in verdict
    assert await clerk.page.get_by_role("button", name="إرسال إلى الفرع").count() == 0
    assert await clerk.page.get_by_role("button", name="Send to the branch").count() == 0


async def _sends_what_is_whole(clerk: Person, content: bytes) -> None:
    await uploads(clerk, content)
    await clerk.page.get_by_text("65.250").first.wait_for(timeout=30_000)
    verdict = await clerk.look("wages-verdict")
    for words in (clerk.word("أسئلة: 1", "questions: 1"), "261.000", "326.250"):
        assert words in verdict
    await sends(clerk)
    assert clerk.word("قيد المراجعة", "Under review") in await clerk.look("wages-sent")
    await uploads(clerk, content)
    again = await clerk.page.get_by_role("status").inner_text()
    assert clerk.word("لم يتغير شيء", "Nothing changed") in again


async def _is_rejected_with_a_reason(officer: Person, clerk: Person, journey: Journey) -> None:
    await officer.open("/wages/queue")
    await officer.look("wages-queue")
    await decides(officer, journey, "reject")
    await record(officer)
    refused = await officer.page.get_by_role("alert").inner_text()
    assert officer.word("يلزم ذكر السبب", "needs a reason") in refused
    officer.complaints.clear()  # the browser itself notes an answer of 422
    await officer.look("wages-decision-refused")
    assert await officer.page.locator("#decision-reject").is_checked()
    await officer.page.fill("#reason", "أجر العامل الثالث غير مؤيد بعقد.")
    await record(officer)
    await clerk.open("/wages")
    assert clerk.word("مرفوض", "Rejected") in await clerk.look("wages-list")
    await clerk.page.get_by_role("table").get_by_role("link").first.click()
    assert "غير مؤيد بعقد" in await clerk.look("wages-rejected")


async def _sees_what_it_did(clerk: Person, journey: Journey, content: bytes) -> None:
    await uploads(clerk, content)
    assert clerk.word("مقبول", "Accepted") in await clerk.look("wages-accepted")

    async def adjusted() -> bool:
        return [one[0] for one in await documents(journey)] == ["invoice", "adjustment"]

    await until("the adjustment", adjusted)
    await clerk.open("/bill")
    row = clerk.page.get_by_role("row").filter(has_text=clerk.word("تعديل", "Adjustment"))
    await row.get_by_role("link").click()
    adjustment = await clerk.look("wages-adjustment")
    [number] = [one[3] for one in await documents(journey) if one[0] == "adjustment"]
    assert clerk.word(f"أجور معلنة في الملف {number}", f"Wages declared by file {number}") in (
        adjustment
    )
    await clerk.open("/timeline")
    assert str(number) in await clerk.look("wages-timeline")

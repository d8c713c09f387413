"""A new establishment in real Chromium: from the public form to the branch, and its data after."""

import re
import secrets
from typing import Any

import pytest
from playwright.async_api import Browser

from deploy.demo.outside import Phones
from deploy.demo.steps import Journey, sign_in
from deploy.demo.visitor import until
from tests.journeys.conftest import Stack
from tests.journeys.test_portal import SCREENS, Person, at_screen, browser, journey

__all__ = ["browser", "journey"]

pytestmark = [pytest.mark.stack, pytest.mark.browser]

PASSWORD, CHOSEN = "Olive-trees-7!", "Carob-trees-8!"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PROOF: Any = {"name": "سجل.pdf", "mimeType": "application/pdf", "buffer": PDF}
DISGUISED: Any = {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"MZ program"}
CHOICES = {
    "coverage_type": "new",
    "establishment_type": "limited-liability",
    "affiliation": "private",
    "main_activity": "C",
}
DAYS = {"registered_on": ("5", "1", "2026"), "covered_from": ("1", "3", "2026")}
ADDRESS = {"district": "الحي الصناعي", "street": "شارع السلام", "building": "12"}


def some_phone() -> str:
    return f"+96279{secrets.randbelow(9_000_000) + 1_000_001:07d}"


@pytest.mark.parametrize(("language", "width"), SCREENS)
async def test_a_new_establishment_on_screens(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    employer = await at_screen(browser, stack, language, width)
    account = {"phone": some_phone(), "password": PASSWORD}
    mark = secrets.randbelow(9000) + 1000
    await _draft(employer)
    await _fill_in(employer, account["phone"], mark)
    account["login_id"] = await _send(employer, journey.phones, account["phone"])
    await employer.sign_in(journey.phones, account, "establishment")
    waiting = employer.word("ما يلزم إحضاره", "What to bring")
    assert waiting in await employer.look("enrolment-waiting")

    registrar = await at_screen(browser, stack, language, width)
    [member] = [one for one in journey.staff if one["role"] == "registrar"]
    await registrar.sign_in(journey.phones, member, "staff")
    await _confirm(registrar, account["login_id"])
    await _data(employer, account["login_id"])
    await _approve(registrar, account["login_id"])
    await employer.open("/establishment")
    assert f"New Oak {mark}" in await employer.look("establishment-changed")
    await _change_officer(registrar, employer, journey.phones, account)


@pytest.mark.parametrize(("language", "width"), [("ar", 320), ("en", 1280)])
async def test_one_officer_of_two_establishments(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    await sign_in(journey)
    first, account = journey.establishment, journey.account
    await sign_in(journey)  # another one, whose officer becomes the first one's
    second = journey.establishment
    registrar = await journey.employee("registrar")
    path = f"/api/identity/v1/establishments/{second['establishment_id']}"
    former = (await registrar.get(path))["officer"]["account_id"]
    order = {"former_account_id": former, "same_as": first["number"]}
    await registrar.post(f"{path}/liaison-officer", order)
    officer = await at_screen(browser, stack, language, width)
    await officer.sign_in(journey.phones, account, "establishment")
    await _chosen(officer, first, second)


async def _chosen(officer: Person, first: dict[str, Any], second: dict[str, Any]) -> None:
    await officer.look("switch")
    for one in (second, first):

        async def opens(number: str = one["number"]) -> bool:
            """The grant reaches the other services a moment later."""
            url = f"{officer.stack.place.url}{officer.prefix}/e/{number}/"
            answer = await officer.page.goto(url)
            officer.complaints.clear()
            return answer is not None and answer.status == 200

        await until("the home page of the chosen one", opens)
        await officer.look("home-chosen")
        movements = officer.word("الحركات", "Movements")
        await officer.page.get_by_role("link", name=movements, exact=True).click()
        await officer.look("batches-chosen")
        acting = await officer.page.locator(".acting").inner_text()
        assert one["number"] in acting
        assert f"/e/{one['number']}/" in officer.page.url


async def _draft(employer: Person) -> None:
    await employer.open("/sign-in")
    title = employer.word("شمول منشأة جديدة", "Enrol a new establishment")
    await employer.page.get_by_role("link", name=title).click()
    await employer.look("register")
    await employer.press(employer.word("بدء طلب جديد", "Start"))
    await employer.look("register-code")
    code = await employer.page.locator(".amount").inner_text()
    await employer.page.context.clear_cookies()  # another device
    await employer.open("/register/establishment")
    await employer.page.fill("#draft_code", code.lower())
    await employer.press(employer.word("متابعة الطلب", "Go on"))
    await employer.look("register-tasks")


async def _fill_in(employer: Person, phone: str, mark: int) -> None:
    await _part(employer, "establishment")
    await _save(employer)
    refused = await employer.look("register-faults")
    assert employer.word("الحقل فارغ", "is empty") in refused
    page = employer.page
    for name, code in CHOICES.items():
        await page.select_option(f"#{name}", code)
    for name, (day, month, year) in DAYS.items():
        await page.fill(f"#{name}", day)
        await page.fill(f"#{name}-month", month)
        await page.fill(f"#{name}-year", year)
    await page.fill("#name_ar", f"شركة السنديان {mark}")
    await page.fill("#name_en", f"Oak Industries {mark}")
    await page.fill("#owner_name", "خالد العمري")
    await page.fill("#signatory_name", "خالد العمري")
    await page.fill("#phone", "٠٦ ٥٦٥ ٠٠٠٠")
    await employer.look("register-establishment")
    await _save(employer)
    await _part(employer, "address")
    for name, value in ADDRESS.items():
        await page.fill(f"#{name}", value)
    await page.select_option("#governorate", "amman")
    await page.select_option("#document_type", "commercial-register")
    await page.set_input_files("#document", DISGUISED)
    await _save(employer)
    assert "PDF" in await page.get_by_role("alert").inner_text()
    await employer.look("register-disguised")
    await page.set_input_files("#document", PROOF)
    await _save(employer)
    await _part(employer, "owners")
    await page.fill("#owner-1-name", "خالد العمري")
    await page.fill("#owner-1-number", "9801234567")
    await employer.look("register-owners")
    await _save(employer)
    await _part(employer, "officer")
    await page.fill("#officer_name", "منى حداد")
    await page.fill("#officer_phone", phone)
    await employer.look("register-officer")
    await _save(employer)
    await _part(employer, "password")
    await page.fill("#password", PASSWORD)
    await employer.look("register-password")
    await _save(employer)
    await employer.look("register-complete")


async def _part(employer: Person, part: str) -> None:
    await employer.open(f"/register/establishment/{part}")


async def _save(person: Person) -> None:
    await person.press(person.word("حفظ ومتابعة", "Save and continue"))
    person.complaints.clear()  # the browser notes a refusal


async def _send(employer: Person, phones: Phones, phone: str) -> str:
    """Check and send; the establishment's number."""
    check = employer.word("مراجعة الطلب قبل الإرسال", "Check before sending")
    await employer.page.get_by_role("link", name=check).click()
    assert "9801234567" in await employer.look("register-check")
    await employer.press(employer.word("إرسال الطلب", "Send"))
    await employer.look("register-done")
    number = (await employer.page.locator("main .code").first.inner_text()).strip()

    async def told() -> bool:
        return any(number in said for said in await phones.messages(phone))

    await until("the officer is asked to visit the branch", told)
    return number


async def _confirm(registrar: Person, number: str) -> None:
    await registrar.open("/enrolments")
    await registrar.look("enrolments")
    await registrar.page.get_by_role("link", name=number).click()
    opened = await registrar.look("enrolment")
    assert "9801234567" in opened
    async with registrar.page.expect_download() as proof:
        link = registrar.word("تنزيل وثيقة الإثبات", "Download the proof")
        await registrar.page.get_by_role("link", name=link).click()
    assert (await (await proof.value).path()).read_bytes() == PDF
    await registrar.page.locator("#decision-confirm").check()
    await registrar.press(registrar.word("تسجيل القرار", "Record the decision"))
    await registrar.page.wait_for_url(re.compile(r"/enrolments$"))


async def _data(employer: Person, number: str) -> None:
    async def opens() -> bool:
        """Billing and the others hear of the establishment a moment after the branch."""
        answer = await employer.page.goto(f"{employer.stack.place.url}{employer.prefix}/")
        employer.complaints.clear()
        return answer is not None and answer.status == 200

    await until("the home page of the establishment", opens)
    await employer.look("home-enrolled")
    await employer.open("/establishment")
    read = await employer.look("establishment")
    assert number in read
    assert "9801234567" not in read
    await employer.open("/establishment/edit")
    await employer.look("establishment-edit")
    await employer.page.fill("#building", "77")
    await employer.press(employer.word("حفظ", "Save"))
    assert "77" in await employer.look("establishment-edited")
    await employer.open("/establishment/edit")
    before = await employer.page.locator("#name_en").input_value()
    await employer.page.fill("#name_en", before.replace("Oak Industries", "New Oak"))
    await employer.page.set_input_files("#document", PROOF)
    await employer.press(employer.word("إرسال طلب التعديل", "Ask for the change"))
    assert employer.word("قيد المراجعة", "under review") in await employer.look("change-asked")


async def _approve(registrar: Person, number: str) -> None:
    await registrar.open("/establishment-changes")
    await registrar.look("changes")
    row = registrar.page.get_by_role("row").filter(has_text=number)
    await row.get_by_role("link").click()
    assert "New Oak" in await registrar.look("change")
    await registrar.page.locator("#decision-approve").check()
    await registrar.press(registrar.word("تسجيل القرار", "Record the decision"))
    await registrar.page.wait_for_url(re.compile(r"/establishment-changes$"))


async def _change_officer(
    registrar: Person, employer: Person, phones: Phones, account: dict[str, str]
) -> None:
    new = some_phone()
    await registrar.open("/desk")
    await registrar.look("desk-find")
    await registrar.page.fill("#number", account["login_id"])
    await registrar.press(registrar.word("عرض المنشأة", "Show it"))
    await registrar.look("desk-establishment")
    await registrar.page.fill("#name", "هند الخطيب")
    await registrar.page.fill("#phone", new)
    await registrar.press(registrar.word("تغيير ضابط الارتباط", "Change the liaison officer"))
    assert new in await registrar.look("desk-officer-changed")

    async def both_told() -> bool:
        said = [(await phones.messages(phone) or [""])[-1] for phone in (new, account["phone"])]
        return "صرتم ضابط ارتباط" in said[0] and "انتهت صفتكم" in said[1]

    await until("both are told", both_told)
    await employer.page.goto(f"{employer.stack.place.url}{employer.prefix}/establishment")
    assert "/sign-in" in employer.page.url, "the former officer's session has ended"

"""A lost password in real Chromium: a new one by the code, the owner told, the old one dead."""

import pytest
from playwright.async_api import Browser

from deploy.demo.outside import Phones
from deploy.demo.steps import Journey, sign_in
from deploy.demo.visitor import until
from tests.journeys.conftest import Stack
from tests.journeys.test_portal import SCREENS, Person, at_screen, browser, journey

__all__ = ["browser", "journey"]

pytestmark = [pytest.mark.stack, pytest.mark.browser]

NEW = "Carob-trees-8!"


@pytest.mark.parametrize(("language", "width"), SCREENS)
async def test_a_lost_password_on_screens(
    browser: Browser,
    stack: Stack,
    journey: Journey,
    language: str,
    width: int,
) -> None:
    await sign_in(journey)  # the registrar's part: a fresh establishment
    account, phones = journey.account, journey.phones
    officer = await at_screen(browser, stack, language, width)
    await _recover(officer, phones, account)
    await until("the owner is told", lambda: _told(phones, account["phone"]))
    await officer.sign_in(phones, {**account, "password": NEW}, "establishment")
    await _change_back(officer, account)


async def _recover(officer: Person, phones: Phones, account: dict[str, str]) -> None:
    seen = len(await phones.messages(account["phone"]))
    await officer.open("/sign-in")
    forgot = officer.word("نسيت كلمة السر", "Forgot password")
    await officer.page.get_by_role("link", name=forgot).click()
    await officer.look("recover")
    await officer.page.fill("#login_id", account["login_id"])
    await officer.press(officer.word("إرسال رمز التحقق", "Send the code"))
    await officer.look("recover-code")
    await _finish(officer, "000000", "weak")
    assert "8" in await officer.look("recover-weak")
    await _finish(officer, await phones.code_after(account["phone"], seen), NEW)
    await officer.look("recovered")


async def _finish(officer: Person, code: str, password: str) -> None:
    await officer.page.fill("#code", code)
    await officer.page.fill("#password", password)
    await officer.press(officer.word("حفظ كلمة السر", "Save the password"))
    officer.complaints.clear()  # the browser notes a refusal


async def _told(phones: Phones, phone: str) -> bool:
    return any("تغيّرت كلمة سر حسابك" in said for said in await phones.messages(phone))


async def _change_back(officer: Person, account: dict[str, str]) -> None:
    await officer.open("/account")
    await officer.look("account")
    await officer.page.fill("#current", NEW)
    await officer.page.fill("#password", account["password"])
    await officer.press(officer.word("حفظ كلمة السر", "Save the password"))
    changed = officer.word("انتهت الجلسات الأخرى", "other sessions have ended")
    assert changed in await officer.look("account-changed")


async def test_a_name_that_nobody_has_sees_the_same_page(
    browser: Browser, stack: Stack, journey: Journey
) -> None:
    await sign_in(journey)
    pages = []
    for login_id in (journey.account["login_id"], "9999999"):
        stranger = await at_screen(browser, stack, "en", 1280)
        await stranger.open("/recover")
        await stranger.page.fill("#login_id", login_id)
        await stranger.press("Send the code")
        pages.append(await stranger.page.inner_text("main"))
    assert pages[0] == pages[1]
    assert "If there is such an account" in pages[0]

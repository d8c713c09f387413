"""An individual in real Chromium: registers, activates, signs in, moves to a new phone.

And his insurance number, once an employer has enrolled him. Every screen has persons of its own:
codes are few for a number.
"""

import secrets
from collections.abc import Awaitable, Mapping
from typing import Any

import pytest
from playwright.async_api import Browser

from deploy.demo.clerk import workers
from deploy.demo.outside import Mailboxes, Phones
from deploy.demo.steps import Journey, approve, send_corrected, sign_in, upload_with_faults
from deploy.demo.visitor import until
from deploy.simulators.registry.people import Person as Citizen
from services.portal.pages.person_ways import CONTACT, NUMBER, REGISTRATION, Way
from tests.journeys.conftest import Stack
from tests.journeys.test_portal import SCREENS, Person, at_screen, browser, journey
from tests.services.identity.people import PASSWORD, foreigner, jordanian, registration_of

__all__ = ["browser", "journey"]

pytestmark = [pytest.mark.stack, pytest.mark.browser]

OF_SCREEN = {screen: 100 + number for number, screen in enumerate(SCREENS)}
CHOSEN = {
    "kinship",
    "dial_code",
    "foreign_dial_code",
    "country",
    "citizenship",
    "academic_level",
    "bank",
}
WAITED_MS = 20_000


def fresh_phone() -> str:
    """A number that nobody else has, as people write it."""
    return f"079{secrets.randbelow(9_000_000) + 1_000_001:07d}"


def abroad(phone: str) -> str:
    """The same in international form."""
    return f"+962{phone[1:]}"


async def answer(person: Person, way: Way, answers: Mapping[str, Any], looked: str) -> None:
    """Through all questions to the review; each page is looked at."""
    await person.open(way.path)
    for step in way.steps_for(answers["nationality"]):
        await person.look(f"{looked}-{step.name}")
        for name in step.fields:
            await _fill(person, name, str(answers.get(name) or ""))
        await person.press(person.word("متابعة", "Continue"))
    await person.look(f"{looked}-review")


async def _fill(person: Person, name: str, value: str) -> None:
    if name in ("nationality", "channel"):
        await person.page.locator(f"#{name}-{value}").check()
    elif name == "birth_date":
        for part, text in zip(("year", "month", "day"), value.split("-"), strict=True):
            await person.page.fill(f"#birth_date_{part}", text)
    elif name in CHOSEN:
        await person.page.select_option(f"#{name}", value)
    else:
        await person.page.fill(f"#{name}", value)


async def type_code(person: Person, code: Awaitable[str], button: str) -> None:
    """The code as it came; the page for it comes by itself when the registry has answered."""
    await person.page.locator("#code").wait_for(timeout=WAITED_MS)
    await person.page.fill("#code", await code)
    await person.press(button)


@pytest.mark.parametrize(("language", "width"), SCREENS)
async def test_an_account_of_ones_own_on_screens(
    browser: Browser, stack: Stack, journey: Journey, language: str, width: int
) -> None:
    phones, position = journey.phones, OF_SCREEN[language, width]
    citizen = jordanian(position) if width == 320 else foreigner(position - 95)
    former, new = fresh_phone(), fresh_phone()
    reader = await at_screen(browser, stack, language, width)
    await _register(reader, phones, citizen, former)
    account = {
        "login_id": citizen.national_number,
        "password": PASSWORD,
        "phone": abroad(former),
    }
    await reader.sign_in(phones, account, "individual")
    home = await reader.look("person-home")
    assert citizen.national_number in home
    assert reader.word("لا شيء هنا بعد", "Nothing here yet") in home
    await _move(reader, phones, citizen, new)
    await until("the former phone is told", lambda: _told(phones, abroad(former), language))


async def _register(person: Person, phones: Phones, citizen: Citizen, phone: str) -> None:
    await person.open("/sign-in")
    link = person.word("إنشاء حساب فرد", "Open an individual's account")
    await person.page.get_by_role("link", name=link).click()
    email = f"{secrets.token_hex(4)}@example.com"
    answers = registration_of(citizen, phone, bank="jordan-ahli", email=email, email_again=email)
    await answer(person, REGISTRATION, answers, "register")
    zero = person.word("حُذف الصفر", "leading zero")
    assert zero in await person.page.inner_text("main")
    await _send(person, "weak")
    assert "8" in await person.page.get_by_role("alert").inner_text()
    person.complaints.clear()  # the browser notes a refusal
    await person.look("register-weak")
    by_mail = citizen.nationality != "JO"
    if by_mail:
        await person.page.locator("#channel-email").check()
    await _send(person, PASSWORD)
    confirm = person.word("تفعيل الحساب", "Activate the account")
    await person.page.locator("#code").wait_for(timeout=WAITED_MS)
    await person.look("activate")
    place = person.stack.place
    boxes = Mailboxes(f"http://{place.address('mail')}", phones.http)
    code = boxes.code(email) if by_mail else phones.code_after(abroad(phone), 0)
    await type_code(person, code, confirm)
    await person.look("activated")


async def _send(person: Person, password: str) -> None:
    await person.page.fill("#password", password)
    await person.page.fill("#password_again", password)
    await person.press(person.word("إنشاء الحساب", "Open the account"))


async def _move(person: Person, phones: Phones, citizen: Citizen, phone: str) -> None:
    await answer(person, CONTACT, registration_of(citizen, phone), "re-register")
    await person.press(person.word("إرسال رمز التحقق", "Send the code"))
    save = person.word("حفظ الهاتف والبريد", "Save phone and e-mail")
    await type_code(person, phones.code_after(abroad(phone), 0), save)
    await person.look("re-registered")


async def _told(phones: Phones, phone: str, language: str) -> bool:
    said = "was changed" if language == "en" else "تغيّر هاتف حسابك"
    return any(said in text for text in await phones.messages(phone))


async def test_the_number_of_a_worker_is_found_without_an_account(
    browser: Browser, stack: Stack, journey: Journey
) -> None:
    for step in (sign_in, upload_with_faults, send_corrected, approve):
        await step(journey)
    citizen, phone = workers()[0], fresh_phone()
    seeker = await at_screen(browser, stack, "ar", 320)
    await answer(seeker, NUMBER, registration_of(citizen, phone), "number")
    await seeker.press("إرسال رمز التحقق")
    code = journey.phones.code_after(abroad(phone), 0)
    await type_code(seeker, code, "عرض رقم التأمين")
    number = await seeker.page.locator(".amount").inner_text()
    assert number.strip().isdigit()
    await seeker.look("number-found")

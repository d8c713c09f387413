"""A clearance certificate from the request to its end, on screens and from outside."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser
from xlsxwriter import Workbook

from deploy.demo.clerk import HEADS, MONTH, STARTED_ON
from deploy.demo.steps import MOVEMENTS, SHEET, Journey, approve, close_month, pay, send_corrected
from deploy.demo.steps import sign_in as sign_in_by_program
from deploy.demo.visitor import until
from deploy.simulators.registry.people import all_persons
from tests.docs.test_verify_letter import PROGRAM, run
from tests.journeys.conftest import Stack
from tests.journeys.test_portal import Person, at_screen, browser, journey

__all__ = ["browser", "journey"]

pytestmark = [pytest.mark.stack, pytest.mark.browser]

LETTERS = "/api/letters/v1"
NUMBER = re.compile(r"\b\d{4}-\d{6}\b")
AT_ONCE = 120
"""More questions at once than the gateway lets through."""


async def outcome(person: Person, heading: str) -> None:
    """Wait for the outcome that has this heading."""
    await person.page.get_by_role("heading", name=heading).wait_for(timeout=30_000)


async def owes(journey: Journey) -> None:
    """A fresh establishment with a bill."""
    for step in (sign_in_by_program, send_corrected, approve, close_month):
        await step(journey)


async def enrols_late(journey: Journey, folder: Path) -> None:
    """One more worker, since a month that is billed and paid: it is adjusted, and due again."""
    file = folder / "late.xlsx"
    grown = [one for one in all_persons() if one.deceased_on is None]
    known = {one["name_ar"] for one in journey.seen["workers"]}
    worker = next(one for one in grown if one.name_ar not in known and one.birth_date.year < 2004)
    with Workbook(file) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        born, began = worker.birth_date.isoformat(), STARTED_ON.isoformat()
        sheet.write_row(1, 0, [worker.national_number, None, born, worker.name_ar, began, 700])
    files = {"file": (file.name, file.read_bytes(), SHEET)}
    path = f"{MOVEMENTS}{journey.of_establishment}/workbooks"
    uploaded = await journey.clerk.post(path, data={"month": MONTH}, files=files)
    workbook = f"{MOVEMENTS}/workbooks/{uploaded['workbook_id']}"

    async def checked() -> Any:
        found = await journey.clerk.get(workbook)
        return found if found["state"] != "checking" else None

    await until("the verdict", checked)
    batch = await journey.clerk.post(f"{workbook}/send", {"leave_out_faulty": False})
    decision = {"decision": "approve", "version": 1}
    await journey.officer.post(f"{MOVEMENTS}/batches/{batch['batch_id']}/decision", decision)


async def refused(clerk: Person, journey: Journey) -> None:
    """The due is named, with the way to its bill."""
    await clerk.open("/letters")
    await clerk.look("letters-empty")
    await clerk.press(clerk.word("طلب براءة ذمة", "Ask for a clearance certificate"))
    await outcome(clerk, clerk.word("لم تصدر براءة الذمة", "No certificate was issued"))
    told = await clerk.look("letter-refused")
    invoice = journey.seen["invoice"]
    assert invoice["amount_due"] in told
    await clerk.page.get_by_role("link", name=invoice["number"]).click()
    assert invoice["number"] in await clerk.page.inner_text("h1")


async def issued(clerk: Person) -> str:
    """Number, validity, file; the address at which it is verified."""
    await clerk.open("/letters")
    await clerk.press(clerk.word("طلب براءة ذمة", "Ask for a clearance certificate"))
    download = clerk.page.get_by_role(
        "link", name=clerk.word("تنزيل الكتاب (PDF)", "Download the letter (PDF)")
    )
    await download.wait_for(timeout=30_000)
    told = await clerk.look("letter-issued")
    assert NUMBER.search(told)
    assert clerk.word("ساري المفعول", "In force") in told
    async with clerk.page.expect_download() as loading:
        await download.click()
    file = await (await loading.value).path()
    assert file.read_bytes().startswith(b"%PDF-1.7")
    link = clerk.page.get_by_role(
        "link", name=clerk.word("صفحة التحقق من هذا الكتاب", "Page that verifies this letter")
    )
    address = await link.get_attribute("href")
    assert address is not None
    return address.partition("#")[2]


async def verified(reader: Person, seal: str) -> None:
    """By the code, by one with a flipped bit, and with the network off."""
    await reader.open(f"/verify#{seal}")
    right = reader.word("كتاب صحيح", "Valid letter")
    await outcome(reader, right)
    told = await reader.look("verify-valid")
    assert NUMBER.search(told)
    assert "•••" in told
    await _read(reader, flipped(seal))
    await outcome(reader, reader.word("توقيع الكتاب غير صحيح", "does not hold"))
    await reader.look("verify-forged")
    await reader.page.context.set_offline(True)
    await _read(reader, seal)
    await outcome(reader, reader.word("توقيع صحيح", "Genuine signature"))
    reader.complaints.clear()  # the browser notes that the network is off
    await reader.look("verify-offline")
    await _read(reader, flipped(seal))
    await outcome(reader, reader.word("توقيع الكتاب غير صحيح", "does not hold"))
    await reader.page.context.set_offline(False)
    await _read(reader, seal)
    await outcome(reader, right)


EVERY_BIT = """
async seal => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const {verified} = await import(document.querySelector("script[type=module]").src);
  const holds = async (one) => verified(one).then(() => 1, () => 0);
  let tried = 0, held = 0;
  for (let place = 0; place < seal.length; place++) {
    for (let bit = 0; bit < 6 && seal[place] !== "."; bit++) {
      const other = alphabet[alphabet.indexOf(seal[place]) ^ (1 << bit)];
      held += await holds(seal.slice(0, place) + other + seal.slice(place + 1));
      tried += 1;
    }
  }
  return {right: await holds(seal), tried, held};
}
"""
"""Each bit of a code flipped alone, checked by the page's own script."""


async def no_bit_may_differ(reader: Person, seal: str) -> None:
    found = await reader.page.evaluate(EVERY_BIT, seal)
    assert found == {"right": 1, "tried": 6 * (len(seal) - 2), "held": 0}


async def _read(reader: Person, seal: str) -> None:
    await reader.page.evaluate("seal => { location.hash = seal }", seal)


def flipped(seal: str) -> str:
    """The code with the lowest bit of its last character changed: a bit that carries nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return seal[:-1] + alphabet[alphabet.index(seal[-1]) ^ 1]


async def verified_without_script(browser: Browser, stack: Stack, number: str, ending: str) -> None:
    """By the letter's number and the end of its holder's; Arabic digits are taken as well."""
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    wrong = f"{(int(ending) + 1) % 1000:03d}"
    for typed, heading in (
        (ending.translate(arabic), "كتاب صحيح، صادر عن المؤسسة في 5 نيسان 2026"),
        (wrong, "لا يوجد كتاب بهذا الرقم"),
        ("x", "لا يوجد كتاب بهذا الرقم"),
    ):
        await page.goto(f"{stack.place.url}/verify")
        await page.fill("#number", number)
        await page.fill("#holder", typed)
        await page.get_by_role("button", name="التحقق").click()
        await page.get_by_role("heading", name=heading).wait_for()
    await context.close()


async def waits_for_billing(stack: Stack, clerk: Person) -> None:
    """The request stays, the page says so, and it goes on by itself."""
    assert stack.run("deploy.local", "kill", "billing", "--stay-down").returncode == 0
    try:
        await clerk.open("/letters")
        await clerk.press(clerk.word("طلب براءة ذمة", "Ask for a clearance certificate"))
        silent = clerk.word("لا تجيب خدمة الفوترة", "Billing has not answered")
        await clerk.page.get_by_text(silent).wait_for(timeout=30_000)
        await clerk.look("letter-waiting")
    finally:
        assert stack.run("deploy.local", "start", "billing").returncode == 0
    await clerk.page.get_by_text(clerk.word("ساري المفعول", "In force")).wait_for(timeout=60_000)


async def revoked(clerk: Person, reader: Person, seal: str) -> None:
    """Whoever has the letter hears of it, and so does its holder."""
    ended = clerk.word("ملغى", "Revoked")

    async def shown() -> bool:
        await clerk.open("/letters")
        return await clerk.page.get_by_text(ended).count() > 0

    await until("the letter is revoked", shown)
    await clerk.look("letters")
    await clerk.page.get_by_role("row").filter(has_text=ended).last.get_by_role("link").click()
    told = await clerk.look("letter-revoked")
    assert clerk.word("أُلغي هذا الكتاب", "This letter was revoked") in told
    await reader.open("/verify")
    await _read(reader, seal)
    await outcome(reader, reader.word("كتاب ملغى منذ", "Revoked letter"))
    await reader.look("verify-revoked")
    for words in (clerk.word("صدرت براءة الذمة", "issued"), clerk.word("أُلغيت", "revoked")):

        async def heard(words: str = words) -> bool:
            await clerk.open("/inbox")
            return words in await clerk.page.inner_text("main")

        await until(f"a message that says {words}", heard)


@pytest.mark.parametrize("screen", [("ar", 320), ("en", 1280)], ids=["ar-320", "en-1280"])
async def test_a_clearance_certificate_on_screens(
    browser: Browser, stack: Stack, journey: Journey, tmp_path: Path, screen: tuple[str, int]
) -> None:
    await owes(journey)
    language, width = screen
    clerk = await at_screen(browser, stack, language, width)
    await clerk.sign_in(journey.phones, journey.account, "establishment")
    await refused(clerk, journey)
    await pay(journey)
    seal = await issued(clerk)
    reader = await at_screen(browser, stack, language, width)
    await verified(reader, seal)
    await no_bit_may_differ(reader, seal)
    [letter] = await letters_of(journey)
    ending = journey.establishment["number"][-3:]
    await verified_without_script(browser, stack, letter["number"], ending)
    await waits_for_billing(stack, clerk)
    await enrols_late(journey, tmp_path)
    await revoked(clerk, reader, seal)


async def letters_of(journey: Journey) -> list[dict[str, Any]]:
    """The letters of the establishment, as its officer's program reads them."""
    found = await journey.clerk.get(f"{LETTERS}{journey.of_establishment}/clearance-requests")
    return [one["letter"] for one in found["items"] if one["letter"]]


async def test_a_program_verifies_with_the_published_keys(
    stack: Stack, journey: Journey, tmp_path: Path
) -> None:
    """Keys and status come through the gateway; the signature needs neither."""
    await sign_in_by_program(journey)
    path = f"{LETTERS}{journey.of_establishment}/clearance-requests"

    async def known() -> bool:
        return (await journey.clerk.ask("GET", path)).is_success

    await until("letters knows the establishment", known)
    await journey.clerk.post(path)

    async def there() -> Any:
        return await letters_of(journey)

    [letter] = await until("the letter", there)
    async with httpx.AsyncClient(base_url=stack.place.url) as outsider:
        keys = tmp_path / "letters-jwks.json"
        keys.write_bytes((await outsider.get("/.well-known/letters-jwks.json")).content)
        done = run(PROGRAM, str(keys), letter["verify_at"])
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert said["number"] == letter["number"]
        assert said["establishment"] == journey.establishment["number"]
        where = f"{LETTERS}/verifications/{said['number']}"
        told = await outsider.get(where, params={"hash": said["content_hash_begins"]})
        assert told.json()["state"] == "valid"


async def test_who_guesses_is_slowed_down(stack: Stack) -> None:
    async with httpx.AsyncClient(base_url=stack.place.url, timeout=30) as guesser:
        where = f"{LETTERS}/verifications/2026-000001"
        answers = await asyncio.gather(
            *(guesser.get(where, params={"holder": f"{n:03d}"}) for n in range(AT_ONCE))
        )
        late = [one for one in answers if one.status_code == httpx.codes.TOO_MANY_REQUESTS]
        assert late
        assert late[0].json()["title_ar"]
        assert (await guesser.get(f"{LETTERS}/letters")).status_code in (401, 404)

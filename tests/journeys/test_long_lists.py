"""An employer with more workers than a page holds: nobody is out of reach, each has his name."""

from datetime import date

import pytest
from playwright.async_api import Browser

from deploy.demo.steps import BILLING, Journey, sign_in
from tests.journeys.conftest import Stack
from tests.journeys.january import closes, enrols
from tests.journeys.test_portal import Person, at_screen, browser, journey

__all__ = ["browser", "journey"]

pytestmark = [pytest.mark.stack, pytest.mark.browser]

WORKERS = 210


async def _seen(clerk: Person, path: str, row: str) -> list[list[str]]:
    """The rows of each part of a list, from its beginning to where no part follows."""
    await clerk.open(path)
    parts = []
    while True:
        parts.append(await clerk.page.locator(row).all_inner_texts())
        further = clerk.page.get_by_role("link", name=clerk.word("التالي", "Next"), exact=True)
        if not await further.count():
            break
        await further.click()
        await clerk.page.wait_for_load_state()
    await clerk.look("long-list")
    beginning = clerk.word("بداية القائمة", "Beginning of the list")
    await clerk.page.get_by_role("link", name=beginning).click()
    await clerk.page.wait_for_load_state()
    assert await clerk.page.locator(row).all_inner_texts() == parts[0]
    return parts


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_part_of_a_long_list_is_reached(
    browser: Browser, stack: Stack, journey: Journey, language: str
) -> None:
    await sign_in(journey)
    await enrols(journey, date(2026, 3, 1), [500] * WORKERS)
    await closes(journey, "2026-03")
    clerk = await at_screen(browser, stack, language, 320)
    await clerk.sign_in(journey.phones, journey.account, "establishment")

    workers = await _seen(clerk, "/workers", "tbody th")
    assert [len(part) for part in workers] == [100, 100, 10]
    names = [name for part in workers for name in part]

    [batch] = (await journey.clerk.get(f"/api/movements/v1{journey.of_establishment}/batches"))[
        "items"
    ]
    rows = await _seen(clerk, f"/batches/{batch['batch_id']}", "tbody th")
    assert [len(part) for part in rows] == [200, 10]

    found = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/invoices")
    [invoice] = found["items"]
    lines = await _seen(clerk, f"/invoices/{invoice['invoice_id']}", "details > summary")
    assert [len(part) for part in lines] == [100, 100, 10]
    billed = [line.split(" — ")[0] for part in lines for line in part]
    assert billed == names

"""The portal killed while it keeps a session: the clerk goes on, and nothing is sent twice."""

import asyncio
from typing import Any

import httpx
import pytest

from deploy.demo.clerk import CORRECTED, MONTH
from deploy.demo.steps import MOVEMENTS, SHEET, Journey, sign_in
from deploy.demo.visitor import known, until
from tests.faults.clerk_at_portal import ClerkAtPortal
from tests.faults.conftest import NewJourney
from tests.faults.stack import FaultStack
from tests.faults.traps import Trap

pytestmark = pytest.mark.stack

NEXT_DAY = "2026-04-06"
DEATHS = [
    Trap("portal", f"{name}.{point}")
    for name in ("open_session", "keep", "keep_positions", "end_session")
    for point in ("before", "after")
]


async def signs_in(clerk: ClerkAtPortal, journey: Journey) -> None:
    """Password and code; from the beginning if the session was lost with the portal."""
    account = journey.account

    async def inside() -> bool:
        seen = len(await journey.phones.messages(account["phone"]))
        await clerk.open("/en/sign-in")
        form = {"kind": "establishment", "login_id": account["login_id"]}
        await clerk.send("/en/sign-in", {**form, "password": account["password"]})
        code = await journey.phones.code_after(account["phone"], seen)
        answer = await clerk.send("/en/sign-in/code", {"code": code})
        return answer.url.path in ("/en", "/en/")

    await until("the clerk is signed in", inside)


async def sends(clerk: ClerkAtPortal) -> None:
    """A workbook, by the portal's forms."""
    await clerk.open("/en/workbooks/new")
    content = await asyncio.to_thread(CORRECTED.read_bytes)
    files = {"file": ("enrolment.xlsx", content, SHEET)}
    answer = await clerk.send("/en/workbooks", {"month": MONTH}, files=files)

    async def ready() -> Any:
        found = await clerk.open(answer.url.path)
        return found if f'action="{answer.url.path}/send"' in found.text else None

    await until("the verdict", ready)
    await clerk.send(f"{answer.url.path}/send", {})


@pytest.mark.parametrize("death", DEATHS, ids=str)
async def test_the_clerk_goes_on_and_sends_once(
    fault_stack: FaultStack, new_journey: NewJourney, death: Trap
) -> None:
    journey = new_journey()
    await sign_in(journey)
    batches = f"{MOVEMENTS}{journey.of_establishment}/batches"
    await known(journey.clerk, batches)
    fault_stack.arm(death)
    async with httpx.AsyncClient(timeout=30) as http:
        clerk = ClerkAtPortal(fault_stack.place.url, http)
        await signs_in(clerk, journey)
        await sends(clerk)
        [batch] = (await journey.clerk.get(batches))["items"]
        assert batch["state"] == "under_review"
        await clerk.open("/en/")
        await clerk.send("/en/sandbox-date", {"to": NEXT_DAY})
        await clerk.open("/en/")
        await clerk.send("/en/sign-out", {})
        assert (await clerk.open("/en/batches")).url.path == "/en/sign-in"
    assert fault_stack.armed() == [], "it never came by"

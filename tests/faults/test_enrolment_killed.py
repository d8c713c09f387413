"""An establishment enrols, and identity dies over it: one number, one confirmation, both told."""

import secrets
from typing import Any

import pytest

from deploy.demo.steps import Journey
from deploy.demo.visitor import Visitor, until
from tests.faults.conftest import NewJourney
from tests.faults.stack import FaultStack
from tests.faults.traps import Trap
from tests.services.identity.employers import ADDRESS, ESTABLISHMENT, OWNERS, PDF

pytestmark = pytest.mark.stack

DRAFTS, ENROLMENTS = "/api/identity/v1/enrolment-drafts", "/api/identity/v1/enrolments"
DEATHS = [
    Trap("identity", "file.before"),
    Trap("identity", "file.after"),
    Trap("identity", "command.before-commit", "/enrolment-drafts/send"),
    Trap("identity", "command.after-commit", "/enrolment-drafts/send"),
    Trap("identity", "command.after-commit", "/confirmation"),
]


async def fills_in(employer: Visitor, phone: str) -> dict[str, Any]:
    """All parts of the form; the draft's code and version."""
    code = {"draft_code": (await employer.post(DRAFTS))["draft_code"]}
    officer = {"officer_name": "منى حداد", "officer_phone": phone}
    parts = {"establishment": ESTABLISHMENT, "address": ADDRESS, "officer": officer}
    for section, answers in parts.items():
        told = {**code, "section": section, "answers": answers}
        await employer.post(f"{DRAFTS}/answers", told)
    files = {"file": ("proof.pdf", PDF, "application/pdf")}
    await employer.post(f"{DRAFTS}/document", data=code, files=files)
    await employer.post(f"{DRAFTS}/owners", {**code, "owners": OWNERS})
    draft = await employer.post(f"{DRAFTS}/password", {**code, "password": "Olive-trees-7!"})
    return {**code, "version": draft["version"]}


@pytest.mark.parametrize("death", DEATHS, ids=str)
async def test_it_is_enrolled_once(
    fault_stack: FaultStack, new_journey: NewJourney, death: Trap
) -> None:
    journey: Journey = new_journey()
    registrar = await journey.employee("registrar")
    phone = f"+96279{secrets.randbelow(9_000_000) + 1_000_001:07d}"
    employer = journey.visitor()
    fault_stack.arm(death)
    sent = await employer.post(f"{DRAFTS}/send", await fills_in(employer, phone))
    path = f"{ENROLMENTS}/{sent['enrolment_id']}/confirmation"
    confirmed = await registrar.post(path, {"version": sent["version"]})
    assert fault_stack.armed() == [], "it never came by"
    assert (confirmed["state"], confirmed["number"]) == ("confirmed", sent["number"])
    waiting = (await registrar.get(ENROLMENTS, limit=200))["items"]
    assert sent["number"] not in {one["number"] for one in waiting}

    async def told() -> list[str] | None:
        said = await journey.phones.messages(phone)
        return said if len(said) > 1 else None

    said = await until("the officer hears of both", told)
    assert all(sent["number"] in one for one in said)

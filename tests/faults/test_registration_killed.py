"""Somebody registers, or asks for a number, and identity dies over it: the code comes once.

The registers are asked again by whoever takes the job up; a number is told for the right code.
"""

import secrets
from typing import Any

import pytest

from deploy.demo.outside import Mailboxes
from deploy.demo.steps import Journey
from deploy.demo.visitor import Visitor, until
from tests.faults.conftest import NewJourney
from tests.faults.stack import FaultStack
from tests.faults.traps import Trap
from tests.services.identity.people import evidence_of, foreigner, jordanian, registration_of

pytestmark = pytest.mark.stack

IDENTITY = "/api/identity/v1"
OF_THE_JOB = [
    Trap("identity", "step.after-commit", "settle_proof"),
    Trap("identity", "last-step.before-commit", "settle_proof"),
    Trap("identity", "last-step.after-commit", "settle_proof"),
]
OF_THE_MAIL = [Trap("notifications", "mail.before"), Trap("notifications", "mail.after")]
OF_THE_CALL = Trap("identity", "call.after", "movements")


def fresh_phone() -> str:
    """A number that no other test uses."""
    return f"79{secrets.randbelow(9_000_000) + 1_000_001:07d}"


async def coded(journey: Journey, visitor: Visitor, path: str, body: Any) -> tuple[Any, str]:
    """What was begun, and the code that came for it."""
    begun = await visitor.post(f"{IDENTITY}/{path}", body)
    return begun, await journey.phones.code_after(f"+962{body['phone']}", 0)


@pytest.mark.parametrize(("position", "death"), [*enumerate(OF_THE_JOB)], ids=str)
async def test_a_registration_is_activated_all_the_same(
    fault_stack: FaultStack, new_journey: NewJourney, position: int, death: Trap
) -> None:
    journey: Journey = new_journey()
    visitor, person, phone = journey.visitor(), jordanian(200 + position), fresh_phone()
    fault_stack.arm(death)
    answers = registration_of(person, phone)
    begun, code = await coded(journey, visitor, "registrations", answers)
    assert fault_stack.armed() == [], "it never came by"
    proof = {"flow_token": begun["flow_token"], "code": code}
    await visitor.post(f"{IDENTITY}/registrations/{begun['proof_id']}/activation", proof)
    account = {
        "login_id": person.national_number,
        "password": answers["password"],
        "phone": f"+962{phone}",
    }
    await journey.phones.sign_in(visitor, account, "individual")


@pytest.mark.parametrize("death", OF_THE_MAIL, ids=str)
async def test_a_code_by_mail_comes_and_the_newest_one_holds(
    fault_stack: FaultStack, new_journey: NewJourney, death: Trap
) -> None:
    journey: Journey = new_journey()
    visitor, email = journey.visitor(), f"{secrets.token_hex(4)}@example.com"
    answers = registration_of(
        jordanian(210 + OF_THE_MAIL.index(death)),
        fresh_phone(),
        channel="email",
        email=email,
        email_again=email,
    )
    fault_stack.arm(death)
    begun = await visitor.post(f"{IDENTITY}/registrations", answers)
    boxes = Mailboxes(f"http://{fault_stack.place.address('mail')}", journey.phones.http)
    await until("it died over the mail", lambda: _came_by(fault_stack))
    await boxes.code(email)

    async def activated() -> bool:
        proof = {"flow_token": begun["flow_token"], "code": await boxes.code(email)}
        path = f"{IDENTITY}/registrations/{begun['proof_id']}/activation"
        return (await visitor.ask("POST", path, json=proof)).is_success

    await until("the newest code holds", activated)


async def _came_by(fault_stack: FaultStack) -> bool:
    return fault_stack.armed() == []


async def test_the_code_of_a_lookup_comes_when_the_answer_was_lost(
    fault_stack: FaultStack, new_journey: NewJourney
) -> None:
    journey: Journey = new_journey()
    visitor, phone = journey.visitor(), fresh_phone()
    fault_stack.arm(OF_THE_CALL)
    body = {**evidence_of(foreigner(20)), "dial_code": "962", "phone": phone}
    _, code = await coded(journey, visitor, "number-lookups", body)
    assert fault_stack.armed() == [], "it never came by"
    assert len(code) == 6

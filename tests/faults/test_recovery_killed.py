"""A password is lost, and identity dies over it: the code comes all the same, and holds once."""

import pytest

from deploy.demo.outside import Phones
from deploy.demo.steps import Journey, sign_in
from deploy.demo.visitor import Visitor
from tests.faults.conftest import NewJourney
from tests.faults.stack import FaultStack
from tests.faults.traps import Trap

pytestmark = pytest.mark.stack

RECOVERIES = "/api/identity/v1/recoveries"
NEW = "Carob-trees-8!"
DEATHS = [
    Trap("identity", "last-step.before-commit", "issue_code"),
    Trap("identity", "last-step.after-commit", "issue_code"),
]


async def recovers(visitor: Visitor, phones: Phones, account: dict[str, str]) -> None:
    """From the login id to a new password."""
    seen = len(await phones.messages(account["phone"]))
    whose = {"kind": "establishment", "login_id": account["login_id"]}
    begun = await visitor.post(RECOVERIES, whose)
    code = await phones.code_after(account["phone"], seen)
    body = {"flow_token": begun["flow_token"], "code": code, "password": NEW}
    await visitor.post(f"{RECOVERIES}/{begun['recovery_id']}/password", body)


@pytest.mark.parametrize("death", DEATHS, ids=str)
async def test_the_code_comes_and_the_new_password_holds(
    fault_stack: FaultStack, new_journey: NewJourney, death: Trap
) -> None:
    journey: Journey = new_journey()
    await sign_in(journey)
    fault_stack.arm(death)
    visitor = journey.visitor()
    await recovers(visitor, journey.phones, journey.account)
    assert fault_stack.armed() == [], "it never came by"
    account = {**journey.account, "password": NEW}
    await journey.phones.sign_in(visitor, account, "establishment")

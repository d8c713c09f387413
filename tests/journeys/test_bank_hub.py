"""What the bank hub is refused, each with the protocol's own code and a valid signature."""

from typing import Any

import httpx
import pytest

from tests.journeys.conftest import Stack

pytestmark = pytest.mark.stack

UNKNOWN_NUMBER, UNKNOWN_SERVICE, NOT_FOR_US, FORGED, NOT_XML = 408, 322, 354, 2, 101


def ask(stack: Stack, what: str, order: dict[str, Any]) -> Any:
    """What the hub reports of a pull or a payment."""
    url = f"http://{stack.place.address('hub')}/v1/{what}"
    answer = httpx.post(url, json=order, timeout=60)
    answer.raise_for_status()
    report = answer.json()
    assert report["signature_valid"]
    assert report["findings"] == []
    return report


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"billing_no": "555", "service_type": "Parking"}, UNKNOWN_SERVICE),
        ({"billing_no": "555", "biller_code": 5}, NOT_FOR_US),
        ({"billing_no": "555", "forge": True}, FORGED),
    ],
)
def test_a_message_that_is_unfit_is_refused(stack: Stack, order: dict[str, Any], code: int) -> None:
    assert ask(stack, "pulls", order)["code"] == code


def test_nothing_is_known_of_an_unknown_number(stack: Stack) -> None:
    [bill] = ask(stack, "pulls", {"billing_no": "555"})["bills"]
    assert bill["code"] == UNKNOWN_NUMBER


def test_money_for_an_unknown_number_is_taken_and_kept(stack: Stack) -> None:
    """It was paid at the bank: it waits in suspense for the treasurer."""
    assert ask(stack, "payments", {"billing_no": "555000111", "amount": "5.000"})["code"] == 0


def test_entities_are_never_expanded(stack: Stack) -> None:
    url = f"{stack.place.url}/hub/postpaid/BillPull"
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><MFEP>&x;</MFEP>'
    answer = httpx.post(
        url,
        params={"GUID": "11111111-1111-1111-1111-111111111111"},
        content=bomb,
        headers={"Content-Type": "application/xml"},
    )
    assert answer.status_code == 200
    assert f"<ErrorCode>{NOT_XML}</ErrorCode>" in answer.text

"""Outside programs against the running stack: a back-office processor and a payroll vendor."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import httpx
import pytest
from payroll_vendor import Daman, Refused

from deploy.demo.steps import Journey, sign_in
from deploy.demo.visitor import Visitor
from deploy.local.place import CHECKOUT, Place
from deploy.simulators.registry.people import Person, all_persons
from tests.journeys.conftest import Stack

pytestmark = pytest.mark.stack

RESIGNED = "استقالة / Resignation"
MONTHS = [f"2026-{number:02d}" for number in range(1, 13)]
ON_500, ON_600 = 108_750, 130_500


def risk_desk_program(place: Place) -> "subprocess.Popen[str]":
    """The example program as its reader would start it."""
    environment = {
        **os.environ,
        "PYTHONPATH": ".",
        "DAMAN_KAFKA": place.address("kafka"),
        "DAMAN_URL": place.url,
        "RISK_DESK_KEY": str(place.keys / "risk-desk.pem"),
    }
    return subprocess.Popen(
        [sys.executable, "docs/examples/risk_desk.py"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def risk_desk(stack: Stack) -> Iterator["subprocess.Popen[str]"]:
    running = risk_desk_program(stack.place)
    yield running
    running.terminate()
    said, _ = running.communicate(timeout=20)
    assert "Traceback" not in said, said[-3000:]


@dataclass
class Vendor:
    """A payroll vendor with a sandbox that begins on the first of January."""

    daman: Daman
    people: list[Person]

    def enrolment(self, person: int, start: date, wage: int) -> tuple[Any, ...]:
        one = self.people[person]
        return (one.national_number, one.birth_date, start, wage)


@pytest.fixture
async def vendor(stack: Stack, signed_in: dict[str, Visitor]) -> AsyncIterator[Vendor]:
    place = stack.place
    async with httpx.AsyncClient(timeout=30) as http:
        journey = Journey.at(place, http, signed_in)
        journey.sandbox_date = "2026-01-01"
        await sign_in(journey)
    daman = Daman(place.url)
    account = journey.account
    sms = f"http://{place.address('sms')}/v1/messages"
    seen = len(_texts(sms, account["phone"]))

    def code() -> str:
        """From the sandbox's phone."""
        return daman._until(lambda: _code_in(_texts(sms, account["phone"])[seen:]))

    daman.sign_in(account["login_id"], account["password"], code_from=code)
    adults = [
        person
        for person in all_persons()
        if person.deceased_on is None and person.birth_date.year < 2000
    ]
    yield Vendor(daman, adults)
    daman.close()


def _texts(url: str, phone: str) -> list[str]:
    found = httpx.get(url, params={"to": phone, "limit": 1000}).json()["messages"]
    return [message["text"] for message in found]


def _code_in(texts: list[str]) -> str | None:
    codes = [text.split("#")[1][:6] for text in texts if "#" in text]
    return codes[-1] if codes else None


def fils(text: str) -> int:
    return int(text.replace(".", ""))


def test_a_year_of_a_payroll_vendor(
    vendor: Vendor, risk_desk: "subprocess.Popen[str]", stack: Stack
) -> None:
    """January to December: the processor approves, each month is billed as rehearsed."""
    daman = vendor.daman
    rows = [vendor.enrolment(0, date(2026, 1, 1), 500), vendor.enrolment(1, date(2026, 1, 1), 600)]
    checked = daman.check("2026-01", enrolments=rows)
    assert daman.faults(checked) == []
    assert fils(checked["effect"]["amount_after"]) == ON_500 + ON_600
    assert daman.decided(daman.send(checked)) == "approved"

    expected = dict.fromkeys(MONTHS, ON_500 + ON_600)
    for month, following in pairwise([*MONTHS, "2027-01"]):
        if month == "2026-06":  # one more from June on
            checked = daman.check(month, enrolments=[vendor.enrolment(2, date(2026, 6, 1), 500)])
            assert daman.decided(daman.send(checked)) == "approved"
            expected.update(dict.fromkeys(MONTHS[5:], 2 * ON_500 + ON_600))
        daman.go_to(f"{following}-01")
        assert fils(daman.bill(month)["amount_due"]) == expected[month], month
    documents = daman.documents()
    assert [one["month"] for one in documents] == MONTHS
    assert {one["kind"] for one in documents} == {"invoice"}
    assert risk_desk.poll() is None


def test_what_is_not_plain_is_left_to_an_officer(
    vendor: Vendor, risk_desk: "subprocess.Popen[str]", stack: Stack
) -> None:
    daman = vendor.daman
    high = daman.check("2026-01", enrolments=[vendor.enrolment(3, date(2026, 1, 1), 4000)])
    left = daman.send(high)
    plain = daman.check("2026-01", enrolments=[vendor.enrolment(4, date(2026, 1, 1), 500)])
    assert daman.decided(daman.send(plain)) == "approved"
    path = f"/api/movements/v1/batches/{left['batch_id']}"
    assert daman._ask("GET", path)["state"] == "under_review"


def test_the_sandbox_goes_forward_only(vendor: Vendor) -> None:
    vendor.daman.go_to("2026-03-15")
    with pytest.raises(Refused) as refused:
        vendor.daman.go_to("2026-03-14")
    assert "2026-03-15" in str(refused.value)


def test_a_file_with_a_fault_says_which(vendor: Vendor) -> None:
    checked = vendor.daman.check("2026-01", enrolments=[vendor.enrolment(5, date(2026, 1, 1), 100)])
    [fault] = vendor.daman.faults(checked)
    assert "290.000" in fault
    with pytest.raises(Refused):
        vendor.daman.send(checked)

"""Kafka or PostgreSQL away for a while: what is still answered, what waits, and that it all comes.

While Kafka is away every command is accepted and whoever is signed in works on. Only a sign-in
that begins meanwhile waits for its code: codes go by an event, and are made when the message is
sent, so the one that comes is fresh.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from deploy.demo.clerk import CORRECTED
from deploy.demo.steps import (
    BILLING,
    MOVEMENTS,
    SHEET,
    Journey,
    announced,
    approve,
    messages,
    send_corrected,
    sign_in,
)
from deploy.demo.visitor import known
from tests.faults.conftest import NewJourney
from tests.faults.stack import FaultStack

pytestmark = pytest.mark.stack

STOP = {"stops": [{"coverage_id": str(uuid4()), "stopped_on": "2026-03-20", "reason": "X"}]}
AWAY_SECONDS = float(os.environ.get("DAMAN_AWAY_SECONDS", "20"))
"""Longer than a producer's own patience; `make faults-long` takes two minutes."""


@contextmanager
def away(stack: FaultStack, part: str) -> Iterator[None]:
    stack.take_away(part)
    try:
        yield
    finally:
        stack.give_back(part)


async def pays(journey: Journey, amount: str) -> str:
    number = journey.establishment["payment_number"]
    told = await journey.bank.pay(billing_no=number, amount=amount)
    assert str(told["code"]) == "0"
    return str(told["transaction"])


async def test_without_kafka_the_api_goes_on_accepting(
    fault_stack: FaultStack, new_journey: NewJourney
) -> None:
    journey = new_journey()
    await sign_in(journey)
    for service, what in ((MOVEMENTS, "batches"), (BILLING, "bill")):
        await known(journey.clerk, f"{service}{journey.of_establishment}/{what}")
    content = await asyncio.to_thread(CORRECTED.read_bytes)
    with away(fault_stack, "kafka"):
        path = f"{MOVEMENTS}{journey.of_establishment}/workbooks"
        files = {"file": ("enrolment.xlsx", content, SHEET)}
        await journey.clerk.post(path, data={"month": "2026-03"}, files=files)
        first = await pays(journey, "10.000")
        seen = len(await journey.phones.messages(journey.account["phone"]))
        waiting = asyncio.create_task(
            journey.phones.sign_in(journey.visitor(), journey.account, "establishment")
        )
        await asyncio.sleep(AWAY_SECONDS)
        second = await pays(journey, "20.000")
        assert len(await journey.phones.messages(journey.account["phone"])) == seen
        assert not waiting.done()
    await waiting  # with the code that has come meanwhile
    await announced(journey, PaymentReceived=2)
    for step in (send_corrected, approve, messages):
        await step(journey)
    found = (await journey.clerk.get(f"{BILLING}{journey.of_establishment}/payments"))["items"]
    assert [one["hub_transaction"] for one in found] == [second, first]


async def test_without_postgresql_the_answer_is_a_problem_and_then_it_goes_on(
    fault_stack: FaultStack, new_journey: NewJourney
) -> None:
    journey = new_journey()
    await sign_in(journey)
    path = f"{MOVEMENTS}{journey.of_establishment}/batches"
    await known(journey.clerk, path)
    url, token = f"{fault_stack.place.url}{path}", f"Bearer {journey.clerk.token}"
    async with httpx.AsyncClient(timeout=60, headers={"Authorization": token}) as http:
        with away(fault_stack, "postgres"):
            answers = [await http.get(url) for _ in range(20)]
            answers.append(await http.post(url.replace("batches", "stops"), json=STOP))
    for answer in answers:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (problem["status"], problem["type"]) == (503, "urn:daman:refusal:out-of-order")
        assert problem["title"]
        assert problem["title_ar"]
    for step in (send_corrected, approve, messages):
        await step(journey)

"""Whatever is asked, by whomever: an answer as the OpenAPI document says, and never a failure.

Requests are made up from the published documents (schemathesis), also such as break them, and sent
to the services of a stack of its own: what commands do here may be nobody else's affair.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from deploy.contracts.sources import CONTRACTS
from deploy.demo.steps import BRANCH, Journey, sign_in
from tests.journeys.conftest import Stack, stack_in

REQUESTS = 40
"""To each operation, from callers in turn."""

ROLES = ("registrar", "officer", "treasurer")
DOCUMENTS = sorted((CONTRACTS / "generated" / "openapi").glob("*.json"))


def operations() -> Iterator[Any]:
    """Every operation of every published document."""
    for document in DOCUMENTS:
        published: Any = schemathesis.openapi.from_path(document)
        for found in published.get_all_operations():
            operation = found.ok()
            yield pytest.param(document.stem, operation, id=f"{document.stem} {operation.label}")


@dataclass(frozen=True)
class People:
    """Who asks: the headers of nobody, a liaison officer and staff; and his establishment."""

    stack: Stack
    headers: dict[str, dict[str, str]]
    establishment_id: str


async def _signed_in(stack: Stack) -> People:
    async with httpx.AsyncClient(timeout=30) as http:
        journey = Journey.at(stack.place, http, {})
        await sign_in(journey)
        visitors = {role: await journey.employee(role) for role in ("registrar", "treasurer")}
        visitors["officer"] = await journey.employee("officer", BRANCH)
        visitors["liaison officer"] = journey.clerk
    headers = {who: {"Authorization": f"Bearer {one.token}"} for who, one in visitors.items()}
    return People(stack, {"nobody": {}, **headers}, journey.establishment["establishment_id"])


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with stack_in(tmp_path_factory.mktemp("any-request")) as stack:
        yield asyncio.run(_signed_in(stack))


@pytest.mark.parametrize(("service", "operation"), [*operations()])
def test_is_answered_as_the_document_says(people: People, service: str, operation: Any) -> None:
    url = f"http://{people.stack.place.address(service)}"
    ends_the_session = operation.path.endswith("/sessions/end")
    callers = ["nobody"] if ends_the_session else sorted(people.headers)

    @given(case=operation.as_strategy(), caller=st.sampled_from(callers))
    @settings(
        max_examples=REQUESTS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any, caller: str) -> None:
        if "establishment_id" in (case.path_parameters or {}):
            case.path_parameters["establishment_id"] = people.establishment_id
        answer = case.call(base_url=url, headers=people.headers[caller])
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
        if answer.status_code >= 400:
            assert {"type", "title", "title_ar", "detail", "detail_ar"} <= set(answer.json()), (
                caller
            )

    ask()


def test_every_service_with_an_api_publishes_a_document() -> None:
    assert [one.stem for one in DOCUMENTS] == [
        "billing",
        "identity",
        "letters",
        "movements",
        "notifications",
        "payroll",
    ]

"""Every read of every service as an individual: what is another's does not exist for him."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI

from chassis import activity
from chassis.ids import uuid7
from tests.conftest import OpenDatabase
from tests.services.clients import api_of
from tests.services.people import employer, individual

SERVICES = ("identity", "movements", "payroll", "billing", "letters", "notifications")
HIS_OWN = {
    "/v1/me",
    "/v1/me/profile",
    "/v1/stop-reasons",  # of the law: for everybody who is signed in
    "/v1/verifications/{number}",  # for everybody
    "/v1/enrolment-drafts/form",  # for everybody
}
ASKED: dict[str, Any] = {
    "on": "2026-03-01",
    "month": "2026-03",
    "year": 2026,
    "day": "2026-03-01",
    "number": "17",
    "establishment_number": "1000001",
    "person_id": str(uuid7()),
    "transaction": "17",
    "holder": "001",
}
"""What reads want to know, so that no refusal is about that."""


def routes_of(service: str) -> FastAPI:
    """The public routes of a service, with the timeline that every service has."""
    app = FastAPI()
    for router in (import_module(f"services.{service}.api").router, activity.router):
        app.include_router(router)
    return app


def reads() -> Iterator[tuple[str, str]]:
    for service in SERVICES:
        for path, methods in routes_of(service).openapi()["paths"].items():
            if "get" in methods and path not in HIS_OWN:
                yield service, path


def filled(path: str, establishment_id: str) -> str:
    """The path of an establishment that is there, and of what nobody has."""
    known = {**ASKED, "establishment_id": establishment_id}
    parts = path.removeprefix("/v1").split("/")
    return "/".join(
        str(known.get(one.strip("{}"), UUID(int=7))) if one.startswith("{") else one
        for one in parts
    )


@pytest.mark.parametrize(("service", "path"), [*reads()])
async def test_is_not_found_or_not_allowed(database: OpenDatabase, service: str, path: str) -> None:
    engine = await database(service)
    there = await employer(engine)
    establishment_id = str(there.establishment_id)
    router = APIRouter()
    router.include_router(import_module(f"services.{service}.api").router)
    router.include_router(activity.router)
    async with api_of(engine, router, name=service, gateways=None) as api:
        answer = await api.ask(individual(), "GET", filled(path, establishment_id), params=ASKED)
    assert answer.status_code in (403, 404), f"{answer.status_code} {answer.text[:200]}"


def test_the_scan_sees_the_services() -> None:
    found = [*reads()]
    assert {service for service, _ in found} == set(SERVICES)
    assert ("billing", "/v1/establishments/{establishment_id}/bill") in found

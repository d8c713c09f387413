from collections.abc import AsyncIterator
from time import monotonic

import httpx
import pytest

from deploy.simulators.registry.app import create_application
from deploy.simulators.registry.people import PERSONS, all_persons
from tests.simulators.calling import client_of

LATE = 0.05
FIRST = ("9952031337", "Hadeel Ghassan Abdulrahman Al-Omari", "1995-06-05")


@pytest.fixture
async def registry() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(create_application(slow_seconds=LATE)) as client:
        yield client


class TestPersons:
    def test_are_all_different(self) -> None:
        assert len({person.national_number for person in all_persons()}) == PERSONS

    def test_are_the_same_for_ever(self) -> None:
        first = all_persons()[0]
        assert (first.national_number, first.name_en, first.birth_date.isoformat()) == FIRST

    def test_hold_some_of_each_among_the_first_forty(self) -> None:
        some = all_persons()[:40]
        assert {person.sex for person in some} == {"male", "female"}
        assert any(person.deceased_on for person in some)
        assert any(person.nationality != "JO" for person in some)


class TestLookup:
    async def test_answers_in_the_order_of_the_questions(self, registry: httpx.AsyncClient) -> None:
        known = all_persons()[3]
        queries = [
            {"ref": "b", "national_number": "0000000000"},
            {
                "ref": "a",
                "national_number": known.national_number,
                "birth_date": known.birth_date.isoformat(),
            },
            {"ref": "c", "national_number": known.national_number, "birth_date": "1900-01-01"},
        ]
        answer = await registry.post("/v1/persons/lookup", json={"queries": queries})
        results = answer.json()["results"]
        assert [(each["ref"], each["found"]) for each in results] == [
            ("b", False),
            ("a", True),
            ("c", True),
        ]
        assert [each.get("birth_date_agrees") for each in results] == [None, True, False]
        assert results[1]["person"]["name_ar"] == known.name_ar

    async def test_refuses_more_than_a_batch(self, registry: httpx.AsyncClient) -> None:
        queries = [{"ref": str(n), "national_number": "1"} for n in range(501)]
        answer = await registry.post("/v1/persons/lookup", json={"queries": queries})
        assert answer.status_code == 422


class TestFaults:
    async def test_are_late_or_gone_until_switched_back(self, registry: httpx.AsyncClient) -> None:
        async def status(mode: str) -> int:
            assert (await registry.post("/faults", json={"mode": mode})).is_success
            assert (await registry.get("/healthz")).is_success
            return (await registry.get("/v1/persons")).status_code

        assert await status("down") == 503
        begun = monotonic()
        assert await status("slow") == 200
        assert monotonic() - begun >= LATE
        assert await status("none") == 200

from collections.abc import AsyncIterator
from time import monotonic

import httpx
import pytest

from deploy.simulators.registry.app import create_application
from deploy.simulators.registry.papers import id_card_number, passport_number, relatives_of
from deploy.simulators.registry.people import PERSONS, all_persons
from tests.simulators.calling import client_of

LATE = 0.05
FIRST = ("9952031337", "Hadeel Ghassan Abdulrahman Al-Omari", "1995-06-05")
FIRST_CARD, FIRST_RELATIVES = "LNU64776", {("9722743142", "mother")}


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


class TestPapers:
    def test_every_jordanian_has_a_card_and_a_relative_and_every_foreigner_a_passport(self) -> None:
        for person in all_persons():
            jordanian = person.nationality == "JO"
            assert bool(id_card_number(person)) is jordanian
            assert bool(passport_number(person)) is not jordanian
            assert bool(relatives_of(person.national_number)) is jordanian

    def test_are_the_same_for_ever(self) -> None:
        first = all_persons()[0]
        assert id_card_number(first) == FIRST_CARD
        assert relatives_of(first.national_number) == FIRST_RELATIVES

    async def test_are_confirmed_and_never_told(self, registry: httpx.AsyncClient) -> None:
        person = all_persons()[0]
        relative, kinship = min(relatives_of(person.national_number))
        right = {
            "id_card_number": id_card_number(person),
            "relative_number": relative,
            "kinship": kinship,
        }
        wrong = {"id_card_number": "AAA00000", "relative_number": relative, "kinship": "nephew"}
        queries = [
            {"ref": ref, "national_number": person.national_number, **evidence}
            for ref, evidence in (("right", right), ("wrong", wrong))
        ]
        answer = await registry.post("/v1/persons/lookup", json={"queries": queries})
        agree = [
            (one["id_card_agrees"], one["relative_agrees"]) for one in answer.json()["results"]
        ]
        assert agree == [(True, True), (False, False)]
        assert relative not in answer.text
        assert str(id_card_number(person)) not in answer.text


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

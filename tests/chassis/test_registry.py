"""The civil registry confirms evidence; it is asked in no transaction, and left alone when away."""

from typing import Any

import httpx
import pytest

from chassis.peers import TransactionOpen
from chassis.registry import CivilRegistry, Evidence, RegistryUnavailable
from deploy.simulators.registry.app import create_application
from deploy.simulators.registry.papers import id_card_number, relatives_of
from deploy.simulators.registry.people import all_persons
from tests.conftest import OpenDatabase
from tests.services.people import acting

SOMEBODY = all_persons()[0]
RELATIVE, KINSHIP = min(relatives_of(SOMEBODY.national_number))
CARD = id_card_number(SOMEBODY)


def registry(transport: httpx.AsyncBaseTransport | None = None) -> CivilRegistry:
    asked = transport or httpx.ASGITransport(create_application())
    return CivilRegistry(httpx.AsyncClient(transport=asked, base_url="http://registry"))


class TestEvidence:
    async def test_that_agrees_gives_the_person(self) -> None:
        evidence = Evidence(
            birth_date=SOMEBODY.birth_date,
            id_card_number=CARD,
            relative_number=RELATIVE,
            kinship=KINSHIP,
        )
        found = await registry().proven(SOMEBODY.national_number, evidence)
        assert found is not None
        assert found.name_en == SOMEBODY.name_en

    @pytest.mark.parametrize(
        "wrong",
        [
            Evidence(id_card_number="AAA00000"),
            Evidence(id_card_number=CARD, relative_number=RELATIVE, kinship="brother"),
            Evidence(id_card_number=CARD, relative_number="9990000009", kinship=KINSHIP),
            Evidence(id_card_number=CARD, passport_number="A1234567"),
            Evidence(id_card_number=CARD, kinship=KINSHIP),
        ],
    )
    async def test_of_which_a_part_does_not_agree_gives_nobody(self, wrong: Evidence) -> None:
        assert await registry().proven(SOMEBODY.national_number, wrong) is None

    async def test_about_an_unknown_number_gives_nobody(self) -> None:
        assert await registry().proven("9990000009", Evidence(id_card_number=CARD)) is None

    async def test_that_the_registry_does_not_judge_does_not_agree(self) -> None:
        def answer(_: httpx.Request) -> httpx.Response:
            person: dict[str, Any] = {
                "national_number": SOMEBODY.national_number,
                "name_ar": SOMEBODY.name_ar,
                "name_en": SOMEBODY.name_en,
                "sex": SOMEBODY.sex,
                "birth_date": SOMEBODY.birth_date.isoformat(),
                "nationality": "JO",
            }
            results = [{"ref": "1", "found": True, "person": person}]
            return httpx.Response(200, json={"results": results})

        older = registry(httpx.MockTransport(answer))
        evidence = Evidence(id_card_number=CARD)
        assert await older.proven(SOMEBODY.national_number, evidence) is None


class TestCalls:
    async def test_never_hold_a_transaction_open(self, database: OpenDatabase) -> None:
        engine = await database("identity")
        async with acting(engine) as work:
            await work.session.connection()
            with pytest.raises(TransactionOpen):
                await registry().persons([SOMEBODY.national_number])

    async def test_rest_after_three_failures(self) -> None:
        asked = 0

        def refuse(_: httpx.Request) -> httpx.Response:
            nonlocal asked
            asked += 1
            return httpx.Response(503)

        away = registry(httpx.MockTransport(refuse))
        for _ in range(5):
            with pytest.raises(RegistryUnavailable):
                await away.persons([SOMEBODY.national_number])
        assert asked == 3

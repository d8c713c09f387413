"""An insurance number looked up without an account: the same answer until the code was right."""

from collections.abc import Mapping
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from chassis.ids import uuid7
from services.identity.gateways.insured import Insured
from services.identity.proofs import Started
from services.identity.use_cases.hand_out_code import hand_out_code
from services.identity.use_cases.start_number_lookup import start_number_lookup
from services.identity.use_cases.tell_number import NotInsuredYet, tell_number
from services.identity.verifications import CodeExpired, WrongCode
from services.movements.api import internal
from services.movements.models import InsuredPerson
from tests.conftest import NOW, OpenDatabase
from tests.services.identity.people import evidence_of, foreigner, jordanian, registry_away
from tests.services.identity.use_cases.conftest import PEPPER, Identity
from tests.services.identity.use_cases.proving import Desk
from tests.services.identity.use_cases.test_registration import make_due
from tests.services.peers import peer_away, peer_of
from tests.services.people import acting

HADEEL, HIBA = jordanian(), foreigner()
INSURED = "1234567890"
PHONE = {"dial_code": "962", "phone": "791234567"}


@pytest.fixture
async def desk(identity: Identity, database: OpenDatabase) -> Desk:
    """With a register of the insured in which Hadeel stands."""
    movements = await database("movements")
    async with acting(movements) as work:
        work.session.add(
            InsuredPerson(
                person_id=uuid7(),
                insurance_number=INSURED,
                national_number=HADEEL.national_number,
                name_ar=HADEEL.name_ar,
                name_en=HADEEL.name_en,
                sex=HADEEL.sex,
                birth_date=HADEEL.birth_date,
                nationality=HADEEL.nationality,
                registered_at=NOW,
            )
        )
    made = Desk.of(identity)
    made.movements = movements
    made.insured = Insured(peer_of(movements, internal, name="movements", caller="identity"))
    return made


async def ask(desk: Desk, answers: Mapping[str, str]) -> Started:
    async with desk.identity.acting() as work:
        started, _ = await start_number_lookup(work, answers, language="en", client=None)
    return started


async def tell(desk: Desk, started: Started, code: str) -> str:
    async with desk.identity.acting() as work:
        return await tell_number(
            work, started.proof_id, flow_token=started.flow_token, code=code, pepper=PEPPER
        )


def evidence(**other: str) -> Mapping[str, str]:
    own = evidence_of(HADEEL)
    kept = {name: own[name] for name in ("nationality", "number", "id_card_number")}
    return {**kept, **PHONE, **other}


class TestNumberLookup:
    async def test_tells_the_number_for_the_code_once(self, desk: Desk) -> None:
        started = await ask(desk, evidence())
        assert await desk.settle()
        code = await desk.code(started)
        assert len(code) == 6
        assert await tell(desk, started, code) == INSURED
        with pytest.raises(CodeExpired):
            await tell(desk, started, code)

    async def test_stands_in_the_timeline_of_the_person(self, desk: Desk) -> None:
        await ask(desk, evidence())
        assert await desk.settle()
        assert desk.movements is not None
        async with desk.movements.connect() as connection:
            found = await connection.execute(text("select what, actor from activity"))
            assert [tuple(row) for row in found] == [("insurance-number-asked", "system")]

    async def test_a_code_by_mail(self, desk: Desk) -> None:
        started = await ask(desk, evidence(channel="email", email="reader@example.com"))
        assert await desk.settle()
        [issued] = await desk.announced("CodeIssued")
        async with desk.identity.acting() as work:
            made = await hand_out_code(work, reference=UUID(issued["reference"]), pepper=PEPPER)
        assert (made.phone, made.email) == (None, "reader@example.com")
        assert await tell(desk, started, made.code) == INSURED

    async def test_found_or_not_looks_the_same_until_the_code(self, desk: Desk) -> None:
        right = await ask(desk, evidence())
        wrong = await ask(
            desk,
            evidence(number=jordanian(1).national_number, phone="781234567"),
        )
        for _ in (right, wrong):
            assert await desk.settle()
        assert await desk.state(right) == await desk.state(wrong) == "sent"
        facts = []
        for started in (right, wrong):
            with pytest.raises(WrongCode) as refusal:
                await tell(desk, started, "none")
            facts.append(refusal.value.facts)
        assert facts[0] == facts[1]
        assert len(await desk.announced("CodeIssued")) == 1

    async def test_who_was_never_enrolled_is_told_so_after_the_code(self, desk: Desk) -> None:
        started = await ask(desk, {**evidence_of(HIBA), **PHONE})
        assert await desk.settle()
        code = await desk.code(started)
        with pytest.raises(NotInsuredYet):
            await tell(desk, started, code)
        with pytest.raises(CodeExpired):
            await tell(desk, started, code)

    async def test_is_asked_of_movements_by_identity_alone(self, database: OpenDatabase) -> None:
        movements = await database("movements")
        stranger = peer_of(movements, internal, name="movements", caller="payroll")
        with pytest.raises(httpx.HTTPStatusError):
            await Insured(stranger).number_of(HADEEL.national_number)

    async def test_waits_for_either_register(self, desk: Desk) -> None:
        there = desk.registry, desk.insured
        started = await ask(desk, evidence())
        for away in (
            (registry_away(), there[1]),
            (there[0], Insured(peer_away("movements", caller="identity"))),
        ):
            desk.registry, desk.insured = away
            assert await desk.settle()
            assert await desk.state(started) == "pending"
            await make_due(desk)
        desk.registry, desk.insured = there
        assert await desk.settle()
        assert await tell(desk, started, await desk.code(started)) == INSURED

"""An individual registers and activates: the civil registry agrees, and the phone has the code."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.errors import NotFound
from chassis.ids import uuid7
from deploy.simulators.registry.people import Person, all_persons
from services.identity.credentials import PasswordWellKnown
from services.identity.models import IdentityProof, Individual
from services.identity.proofs import IdentityNotConfirmed, Started
from services.identity.rules import codes
from services.identity.use_cases.hand_out_code import hand_out_code
from services.identity.use_cases.issue_code import issue_code
from services.identity.use_cases.reopen_recovery import reopen_recovery
from services.identity.use_cases.start_recovery import start_recovery
from services.identity.verifications import (
    CodeExpired,
    CodesClosed,
    CodesResting,
    TooManyTries,
    WrongCode,
)
from tests.conftest import NOW
from tests.services.identity.people import (
    PASSWORD,
    foreigner,
    jordanian,
    registration_of,
    registry,
    registry_away,
)
from tests.services.identity.use_cases.conftest import PEPPER, Identity
from tests.services.identity.use_cases.proving import Desk
from tests.services.identity.use_cases.test_individuals import signed_in

HADEEL, HIBA = jordanian(), foreigner()
WRONG = "none"


@pytest.fixture
def desk(identity: Identity) -> Desk:
    return Desk.of(identity)


class TestRegistration:
    @pytest.mark.parametrize("person", [HADEEL, HIBA], ids=["jordanian", "other"])
    async def test_gives_an_account_once_the_code_was_right(
        self, desk: Desk, person: Person
    ) -> None:
        started = await desk.register(registration_of(person))
        assert {one["kind"] for one in await desk.announced("AccountActivated")} == {"staff"}
        assert await desk.settle()
        [issued] = await desk.announced("CodeIssued")
        code = await desk.code(started)
        assert len(code) == 4
        await desk.activate(started, code)
        activated = (await desk.announced("AccountActivated"))[-1]
        assert activated["kind"] == "individual"
        assert activated["account_id"] == issued["account_id"]
        caller = await signed_in(desk.identity, person.national_number)
        assert caller.kind == "individual"

    async def test_keeps_what_was_told_and_not_what_only_proved_the_person(
        self, desk: Desk
    ) -> None:
        started = await desk.register(registration_of(HADEEL, bank="jordan-ahli"))
        await desk.activate(started, await desk.code(started))
        proof = await desk.proof(started)
        assert (proof.state, proof.answers, proof.password_hash) == ("used", None, None)
        async with desk.identity.acting() as work:
            told = await work.session.get(Individual, proof.account_id)
        assert told is not None
        assert (told.name_en, told.bank) == (HADEEL.name_en, "jordan-ahli")

    @pytest.mark.parametrize(
        ("person", "wrong"),
        [
            (HADEEL, {"number": "9990000009"}),
            (HADEEL, {"id_card_number": "AAA00000"}),
            (HADEEL, {"relative_number": "9990000009"}),
            (HADEEL, {"kinship": "brother"}),
            (HIBA, {"passport_number": "A0000000"}),
            (HIBA, {"birth_date": "1980-01-01"}),
            (HIBA, {"citizenship": "EG" if HIBA.nationality != "EG" else "SY"}),
        ],
    )
    async def test_what_does_not_agree_is_refused_without_saying_what(
        self, desk: Desk, person: Person, wrong: dict[str, str]
    ) -> None:
        with pytest.raises(IdentityNotConfirmed) as refusal:
            await desk.register(registration_of(person, **wrong))
        assert refusal.value.facts == {}
        assert not await desk.settle()

    async def test_of_somebody_who_died_is_refused(self, desk: Desk) -> None:
        dead = next(one for one in all_persons() if one.deceased_on and one.nationality == "JO")
        with pytest.raises(IdentityNotConfirmed):
            await desk.register(registration_of(dead))

    async def test_a_name_is_no_password_of_its_bearer(self, desk: Desk) -> None:
        for name in (HADEEL.name_ar.split()[0], HADEEL.name_en.split()[0]):
            password = f"xy-{name}-zz-7!"
            told = {"password": password, "password_again": password}
            with pytest.raises(PasswordWellKnown):
                await desk.register(registration_of(HADEEL, **told))


class TestSecondRegistration:
    async def test_of_a_number_is_answered_alike_and_its_owner_told(self, desk: Desk) -> None:
        await desk.account(registration_of(HADEEL))
        later = NOW + timedelta(hours=2)
        stranger = registration_of(HADEEL, "781234567")
        again = await desk.register(stranger, at=later)
        other = await desk.register(registration_of(jordanian(1), "771234567"), at=later)
        assert await desk.state(again) == await desk.state(other) == "sent"
        while await desk.settle():
            pass
        assert len(await desk.announced("RegistrationRepeated")) == 1
        assert len(await desk.announced("CodeIssued")) == 2
        for started in (again, other):
            with pytest.raises(WrongCode) as wrong:
                await desk.activate(started, WRONG)
            assert wrong.value.facts == {"left": 2}
        await signed_in(desk.identity, HADEEL.national_number, PASSWORD)

    async def test_that_waited_for_its_code_meanwhile_comes_to_nothing(self, desk: Desk) -> None:
        first = await desk.register(registration_of(HADEEL))
        minute = NOW + timedelta(minutes=1)
        second = await desk.register(registration_of(HADEEL), at=minute)
        await desk.activate(first, await desk.code(first), at=minute)
        with pytest.raises(CodeExpired):
            await desk.activate(second, await desk.code(second, at=minute), at=minute)


class TestRegistryAway:
    async def test_the_registration_waits_and_is_finished_when_it_answers(self, desk: Desk) -> None:
        desk.registry = registry_away()
        started = await desk.register(registration_of(HADEEL))
        assert await desk.settle()
        assert await desk.state(started) == "pending"
        assert await desk.announced("CodeIssued") == []
        desk.registry = registry()
        await make_due(desk)
        assert await desk.settle()
        assert await desk.state(started) == "sent"
        await desk.activate(started, await desk.code(started))
        await signed_in(desk.identity, HADEEL.national_number)

    async def test_what_does_not_agree_is_refused_then(self, desk: Desk) -> None:
        desk.registry = registry_away()
        started = await desk.register(registration_of(HADEEL, kinship="brother"))
        desk.registry = registry()
        assert await desk.settle()
        assert await desk.state(started) == "refused"
        assert (await desk.proof(started)).answers is None
        assert await desk.announced("CodeIssued") == []


async def make_due(desk: Desk) -> None:
    """The pause of a job that was put back is over."""
    async with desk.identity.engine.begin() as connection:
        await connection.execute(text("update job set due_at = now() where state = 'waiting'"))


class TestBudgets:
    async def test_a_phone_gets_three_codes_an_hour_for_whomever(self, desk: Desk) -> None:
        at = NOW
        for position, pause in ((0, 1), (1, 2), (2, 5)):
            await desk.register(registration_of(jordanian(position)), at=at)
            with pytest.raises(TooManyTries):
                await desk.register(registration_of(jordanian(position + 1)), at=at)
            at += timedelta(minutes=pause)
        with pytest.raises(TooManyTries):
            await desk.register(registration_of(jordanian(3)), at=at)
        await desk.register(registration_of(jordanian(3), "781234567"), at=at)

    async def test_twenty_registrations_at_once_are_one(self, desk: Desk) -> None:
        answers = registration_of(HADEEL)
        ends = await asyncio.gather(
            *(desk.register(answers) for _ in range(20)), return_exceptions=True
        )
        assert sum(isinstance(end, Started) for end in ends) == 1

    async def test_of_a_number_ten_claims_an_hour_are_judged(self, desk: Desk) -> None:
        wrong = registration_of(HADEEL, id_card_number="AAA00000")
        for _ in range(10):
            with pytest.raises(IdentityNotConfirmed):
                await desk.register(wrong)
        for answers in (wrong, registration_of(HADEEL)):
            with pytest.raises(TooManyTries):
                await desk.register(answers)

    async def test_one_address_claims_twenty_an_hour(self, desk: Desk) -> None:
        for position in range(20):
            phone = f"79123{position:04d}"
            answers = registration_of(jordanian(position), phone)
            await desk.register(answers, client="203.0.113.9")
        answers = registration_of(jordanian(20), "781234567")
        with pytest.raises(TooManyTries):
            await desk.register(answers, client="203.0.113.9")
        await desk.register(answers, client="203.0.113.10")

    async def test_a_mailbox_gets_three_codes_an_hour_for_whomever(self, desk: Desk) -> None:
        at = NOW
        for position, pause in ((0, 1), (1, 2), (2, 5)):
            phone = f"79123456{position}"
            answers = registration_of(jordanian(position), phone, channel="email")
            await desk.register(answers, at=at)
            at += timedelta(minutes=pause)
        late = registration_of(jordanian(3), "781234567", channel="email")
        with pytest.raises(TooManyTries):
            await desk.register(late, at=at)
        elsewhere = {"email": "other@example.com", "email_again": "other@example.com"}
        await desk.register({**late, **elsewhere}, at=at)

    async def test_a_network_claims_a_hundred_an_hour(self, desk: Desk) -> None:
        async with desk.identity.acting() as work:
            for number in range(100):
                work.session.add(
                    IdentityProof(
                        proof_id=uuid7(),
                        purpose="activation",
                        kind="individual",
                        login_id=str(number),
                        account_id=uuid7(),
                        state="refused",
                        network="203.0.113.0/24",
                        created_at=NOW,
                    )
                )
        with pytest.raises(TooManyTries):
            await desk.register(registration_of(HADEEL), client="203.0.113.9")
        await desk.register(registration_of(HADEEL), client="198.51.100.9")


class TestChannel:
    @pytest.mark.parametrize(
        ("channel", "to"),
        [("sms", ("+962791234567", None)), ("email", (None, "reader@example.com"))],
    )
    async def test_the_code_goes_where_the_person_chose(
        self, desk: Desk, channel: str, to: tuple[str | None, str | None]
    ) -> None:
        started = await desk.register(registration_of(HADEEL, channel=channel))
        await desk.settle()
        [issued] = await desk.announced("CodeIssued")
        async with desk.identity.acting() as work:
            made = await hand_out_code(work, reference=UUID(issued["reference"]), pepper=PEPPER)
        assert (made.phone, made.email) == to
        await desk.activate(started, made.code)
        await signed_in(desk.identity, HADEEL.national_number)

    @pytest.mark.parametrize(("channel", "codes_issued"), [("sms", 1), ("email", 0)])
    async def test_a_phone_that_never_answered_recovers_no_password(
        self, desk: Desk, channel: str, codes_issued: int
    ) -> None:
        await desk.account(registration_of(HADEEL, channel=channel))
        before = len(await desk.announced("CodeIssued"))
        await _recover(desk, NOW)
        assert len(await desk.announced("CodeIssued")) == before + codes_issued
        await signed_in(desk.identity, HADEEL.national_number)
        before = len(await desk.announced("CodeIssued"))
        await _recover(desk, NOW + timedelta(minutes=1))
        assert len(await desk.announced("CodeIssued")) == before + 1


async def _recover(desk: Desk, at: datetime) -> None:
    number = HADEEL.national_number
    async with desk.identity.acting(at=at) as work:
        begun = await start_recovery(work, kind="individual", login_id=number, client=None)
    async with desk.identity.acting(at=at) as work:
        await issue_code(work, begun.recovery_id)


class TestActivation:
    async def test_another_code_takes_the_place_of_the_first(self, desk: Desk) -> None:
        started = await desk.register(registration_of(HADEEL))
        await desk.settle()
        first = await desk.code(started)
        minute = NOW + timedelta(minutes=1)
        with pytest.raises(TooManyTries):
            await desk.again(started, at=NOW + timedelta(seconds=59))
        await desk.again(started, at=minute)
        await desk.settle()
        assert len(await desk.announced("CodeIssued")) == 2
        code = await desk.code(started, at=minute)
        if first != code:
            with pytest.raises(WrongCode):
                await desk.activate(started, first, at=minute)
        await desk.activate(started, code, at=minute)

    async def test_nobody_is_tried_while_wrong_codes_come_from_everywhere(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(codes, "TOO_MANY_WRONG", 2)
        for position in (1, 2):
            answers = registration_of(jordanian(position), f"78123456{position}")
            with pytest.raises(WrongCode):
                await desk.activate(await desk.register(answers), WRONG)
        started = await desk.register(registration_of(HADEEL))
        code = await desk.code(started)
        with pytest.raises(CodesResting):
            await desk.activate(started, code)
        await desk.activate(started, code, at=NOW + timedelta(minutes=1))

    async def test_is_finished_by_the_browser_that_registered(self, desk: Desk) -> None:
        started = await desk.register(registration_of(HADEEL))
        with pytest.raises(NotFound):
            await desk.activate(started, await desk.code(started), token="another browser")

    async def test_ten_wrong_codes_close_it_until_the_branch_opens_it(self, desk: Desk) -> None:
        at, wrong = NOW, 0
        while wrong < 10:
            started = await desk.register(registration_of(HADEEL), at=at)
            for _ in range(min(3, 10 - wrong)):
                with pytest.raises(WrongCode):
                    await desk.activate(started, WRONG, at=at)
                wrong += 1
            at += timedelta(hours=6)
        with pytest.raises(CodesClosed):
            await desk.register(registration_of(HADEEL), at=at)
        registrar = desk.identity.caller(await desk.identity.sign_in())
        async with desk.identity.acting(registrar, at=at) as work:
            await reopen_recovery(work, kind="individual", login_id=HADEEL.national_number)
        started = await desk.register(registration_of(HADEEL), at=at)
        await desk.activate(started, await desk.code(started, at=at), at=at)

    async def test_fifty_guesses_at_once_are_three_tries(self, desk: Desk) -> None:
        started = await desk.register(registration_of(HADEEL))
        code = int(await desk.code(started))
        guesses = [f"{(code + n) % 10**4:04d}" for n in range(1, 51)]
        ends = await asyncio.gather(
            *(desk.activate(started, guess) for guess in guesses), return_exceptions=True
        )
        assert {end.facts["left"] for end in ends if isinstance(end, WrongCode)} == {0, 1, 2}
        assert sum(isinstance(end, CodeExpired) for end in ends) == 47

    async def test_twenty_right_answers_at_once_are_one_account(self, desk: Desk) -> None:
        started = await desk.register(registration_of(HADEEL))
        code = await desk.code(started)
        ends = await asyncio.gather(
            *(desk.activate(started, code) for _ in range(20)), return_exceptions=True
        )
        assert ends.count(None) == 1
        kinds = [one["kind"] for one in await desk.announced("AccountActivated")]
        assert kinds.count("individual") == 1

    async def test_that_comes_late_is_refused(self, desk: Desk) -> None:
        started = await desk.register(registration_of(HADEEL))
        code = await desk.code(started)
        with pytest.raises(CodeExpired):
            await desk.activate(started, code, at=NOW + timedelta(minutes=5))

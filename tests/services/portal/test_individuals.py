"""The pages of individuals without JavaScript, before identity's real API and the registry."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import text

from chassis import clock
from chassis.clock import BusinessClock
from chassis.http import problems
from chassis.http.edge import Edge
from chassis.keys import IdentityKeys
from services.identity import api as identity_api
from services.identity.answers import NAMES
from services.identity.rules import individuals as rules
from services.portal import api
from services.portal.gateways.platform import Platform
from services.portal.pages.person_ways import CHOICES, CONTACT, NUMBER, REGISTRATION, Way
from services.portal.person_texts import COUNTRIES, DIAL_CODES, PERSON_TEXTS
from tests.conftest import OpenDatabase
from tests.services.identity.people import (
    evidence_of,
    foreigner,
    jordanian,
    registration_of,
    registry_away,
)
from tests.services.identity.use_cases.conftest import Identity, identity
from tests.services.identity.use_cases.proving import Desk

__all__ = ["identity"]

IDS, LABELS = re.compile(r'\bid="([^"]+)"'), re.compile(r'\bfor="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Reader:
    """A browser without JavaScript; it fills in what a page asks and what it carries on."""

    http: httpx.AsyncClient
    desk: Desk
    prefix: str = ""
    page: str = ""
    asked: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        self._read(await self.http.get(f"{self.prefix}{path}", follow_redirects=True))

    async def send(self, path: str, form: Mapping[str, str], form_at: int = -1) -> int:
        """Send a form of the page, with what it carries; the status of the answer."""
        forms = self.page.split("<form")
        carried = {name: unescape(value) for name, value in HIDDEN.findall(forms[form_at])}
        answer = await self.http.post(f"{self.prefix}{path}", data={**carried, **form})
        status = answer.status_code
        if answer.is_redirect:
            answer = await self.http.get(answer.headers["location"], follow_redirects=True)
        self._read(answer)
        return status

    def _read(self, answer: httpx.Response) -> None:
        self.page = re.sub(r"\s+", " ", unescape(answer.text))
        self.asked.append(str(answer.url))
        ids = IDS.findall(self.page)
        assert sorted(ids) == sorted(set(ids)), "an id stands twice"
        assert set(LABELS.findall(self.page)) <= set(ids), "a label without its field"
        assert self.page.count("<h1>") == 1

    async def answer(self, way: Way, answers: Mapping[str, Any]) -> None:
        """Go through the questions to the review."""
        await self.open(way.path)
        for step in way.steps_for(answers["nationality"]):
            assert f'value="{step.name}"' in self.page, step.name
            told = {name: str(answers.get(name) or "") for name in step.fields}
            if "birth_date" in told:
                year, month, day = told.pop("birth_date").split("-")
                told |= {
                    "birth_date_year": year,
                    "birth_date_month": month.lstrip("0"),
                    "birth_date_day": day,
                }
            assert await self.send(way.path, told) == 200, self.page


@pytest.fixture
async def reader(identity: Identity, database: OpenDatabase) -> AsyncIterator[Reader]:
    desk = Desk.of(identity)
    platform = FastAPI()
    keys = IdentityKeys("", KeySet([ECKey.import_key(identity.signer.public_jwk())]))
    problems.install(platform)
    platform.include_router(identity_api.router, prefix="/api/identity")
    platform.state.edge = Edge(identity.engine, BusinessClock(), keys, "identity", [])
    platform.state.gateways = desk.outside()
    portal = FastAPI()
    for one in api.routers():
        portal.include_router(one)
    portal.state.edge = type("Edge", (), {"engine": await database("portal")})()
    portal.state.settings = type("Settings", (), {"secure_cookies": False})()
    async with AsyncExitStack() as stack:

        async def client(application: FastAPI) -> httpx.AsyncClient:
            made = httpx.AsyncClient(
                transport=httpx.ASGITransport(application), base_url="http://portal"
            )
            return await stack.enter_async_context(made)

        portal.state.gateways = Platform(await client(platform))
        yield Reader(await client(portal), desk)


async def code_of(reader: Reader) -> str:
    """The code of the newest claim."""
    asked = text("select verification_id from identity_proof order by created_at desc limit 1")
    async with reader.desk.identity.engine.connect() as connection:
        found = (await connection.execute(asked)).scalar_one()
    return await reader.desk.identity.code_of(found, at=clock.now())


PASSWORDS = {"password": "Olive-trees-7!", "password_again": "Olive-trees-7!", "channel": "sms"}


class TestRegistration:
    @pytest.mark.parametrize("prefix", ["", "/en"])
    @pytest.mark.parametrize("person", [jordanian(), foreigner()], ids=["jordanian", "other"])
    async def test_goes_from_question_to_question_to_an_active_account(
        self, reader: Reader, person: Any, prefix: str
    ) -> None:
        reader.prefix = prefix
        answers = registration_of(person, "0791234567", bank="jordan-ahli")
        await reader.answer(REGISTRATION, answers)
        assert "+962" in reader.page
        assert await reader.send("/register/person", PASSWORDS) == 303
        code = await code_of(reader)
        assert await reader.send("/activate-account", {"code": code}, form_at=1) == 200
        done = "The account is active" if prefix else "فُعّل الحساب"
        assert done in reader.page
        assert not any(person.national_number in address for address in reader.asked)

    async def test_a_refused_answer_is_asked_again_with_what_was_written(
        self, reader: Reader
    ) -> None:
        await reader.open("/en/register/person")
        reader.prefix = "/en"
        await reader.send("/register/person", {"nationality": "jordanian"})
        assert await reader.send("/register/person", {"number": "12345"}) == 422
        assert "5 were written" in reader.page
        assert 'value="12345"' in reader.page

    async def test_an_unusual_number_is_remarked_upon_and_goes_on(self, reader: Reader) -> None:
        reader.prefix = "/en"
        await reader.open("/register/person")
        await reader.send("/register/person", {"nationality": "jordanian"})
        await reader.send("/register/person", {"number": "1234567890"})
        assert "does not have the usual form" in reader.page
        assert 'value="card"' in reader.page

    async def test_an_answer_is_changed_from_the_review(self, reader: Reader) -> None:
        reader.prefix = "/en"
        await reader.answer(REGISTRATION, registration_of(jordanian()))
        await reader.send("/register/person", {"change": "email"}, form_at=1)
        again = {"email": "other@example.com", "email_again": "other@example.com"}
        assert await reader.send("/register/person", again) == 200
        assert "other@example.com" in reader.page
        assert "Check your answers" in reader.page

    async def test_another_nationality_leaves_its_answers_behind(self, reader: Reader) -> None:
        reader.prefix = "/en"
        await reader.answer(REGISTRATION, registration_of(jordanian()))
        await reader.send("/register/person", {"change": "nationality"}, form_at=1)
        await reader.send("/register/person", {"nationality": "other"})
        assert 'value="passport"' in reader.page
        assert "id_card_number" not in reader.page

    async def test_what_does_not_agree_keeps_the_answers_to_be_changed(
        self, reader: Reader
    ) -> None:
        reader.prefix = "/en"
        await reader.answer(REGISTRATION, registration_of(jordanian(), kinship="brother"))
        assert await reader.send("/register/person", PASSWORDS) == 422
        assert "do not agree with the civil registry" in reader.page
        assert "Brother" in reader.page
        assert "Olive-trees" not in reader.page

    async def test_while_the_registry_is_away_the_page_says_so(self, reader: Reader) -> None:
        reader.prefix = "/en"
        reader.desk.registry.client = registry_away().client
        await reader.answer(REGISTRATION, registration_of(jordanian()))
        assert await reader.send("/register/person", PASSWORDS) == 303
        assert "Waiting for the civil registry" in reader.page
        assert "Your data are kept" in reader.page


class TestCode:
    async def test_a_wrong_one_is_asked_again(self, reader: Reader) -> None:
        reader.prefix = "/en"
        await reader.answer(REGISTRATION, registration_of(jordanian()))
        await reader.send("/register/person", PASSWORDS)
        assert await reader.send("/activate-account", {"code": "none"}, form_at=1) == 401
        assert "Tries left: 2" in reader.page

    async def test_may_be_sent_again_after_a_minute(self, reader: Reader) -> None:
        reader.prefix = "/en"
        await reader.answer(REGISTRATION, registration_of(jordanian()))
        await reader.send("/register/person", PASSWORDS)
        assert await reader.send("/activate-account/again", {}) == 429
        assert "Too many tries" in reader.page

    async def test_in_another_browser_begins_anew(self, reader: Reader) -> None:
        await reader.open("/en/activate-account")
        assert "Open an individual's account" in reader.page


class TestOtherWays:
    async def test_a_new_phone(self, reader: Reader) -> None:
        reader.prefix = "/en"
        await reader.desk.account(registration_of(jordanian()))
        answers = registration_of(jordanian(), "781234567")
        await reader.answer(CONTACT, answers)
        assert await reader.send("/re-register", {}) == 303
        await reader.desk.settle()
        code = await code_of(reader)
        assert await reader.send("/re-register/code", {"code": code}, form_at=1) == 200
        assert "Phone and e-mail are saved" in reader.page

    @pytest.mark.parametrize(
        "reply", [{"channel": "sms"}, {"channel": "email", "email": "reader@example.com"}]
    )
    async def test_a_number_is_waited_for(self, reader: Reader, reply: dict[str, str]) -> None:
        reader.prefix = "/en"
        contact = {"dial_code": "962", "phone": "791234567", **reply}
        await reader.answer(NUMBER, {**evidence_of(foreigner()), **contact})
        assert await reader.send("/number", {}) == 303
        assert "Waiting for the civil registry" in reader.page

    async def test_a_code_by_mail_needs_a_mailbox(self, reader: Reader) -> None:
        await reader.open("/en/number")
        form = {**evidence_of(foreigner()), "dial_code": "962", "phone": "791234567"}
        asked = {**form, "step": "reply", "channel": "email", "email": ""}
        answer = await reader.http.post("/en/number", data=asked)
        assert answer.status_code == 422
        assert "A field is empty that is needed: e-mail" in unescape(answer.text)


class TestHome:
    async def sign_in(self, reader: Reader, number: str) -> None:
        await reader.open("/sign-in")
        whose = {"kind": "individual", "login_id": number, "password": "Olive-trees-7!"}
        assert await reader.send("/sign-in", whose) == 200
        asked = text("select verification_id from verification order by created_at desc limit 1")
        async with reader.desk.identity.engine.connect() as connection:
            found = (await connection.execute(asked)).scalar_one()
        code = await reader.desk.identity.code_of(found, at=clock.now())
        assert await reader.send("/sign-in/code", {"code": code}) == 303

    async def test_shows_what_is_on_file_and_that_there_is_no_record_yet(
        self, reader: Reader
    ) -> None:
        reader.prefix, person = "/en", jordanian()
        await reader.desk.account(registration_of(person, bank="jordan-ahli"))
        await self.sign_in(reader, person.national_number)
        for said in (person.name_en, person.national_number, "+962791234567", "Jordan Ahli Bank"):
            assert said in reader.page
        assert "Nothing here yet" in reader.page

    async def test_leads_to_no_page_of_establishments_or_staff(self, reader: Reader) -> None:
        reader.prefix, person = "/en", foreigner()
        await reader.desk.account(registration_of(person))
        await self.sign_in(reader, person.national_number)
        for path in ("/bill", "/workers", "/workbooks/new", "/desk"):
            await reader.open(path)
            assert "There is no such page" in reader.page, path

    async def test_of_somebody_signed_in_lets_him_change_his_phone(self, reader: Reader) -> None:
        reader.prefix, person = "/en", jordanian()
        await reader.desk.account(registration_of(person))
        await self.sign_in(reader, person.national_number)
        await reader.answer(CONTACT, registration_of(person, "781234567"))
        assert "Check your answers" in reader.page


class TestChoices:
    def test_are_those_of_the_platform(self) -> None:
        assert set(CHOICES["kinship"]) == rules.KINSHIPS
        assert set(CHOICES["academic_level"]) == rules.ACADEMIC_LEVELS
        assert set(CHOICES["bank"]) == rules.BANKS
        assert set(COUNTRIES) <= rules.COUNTRIES
        assert set(DIAL_CODES) <= rules.DIAL_CODES
        assert next(iter(DIAL_CODES)) == "962"

    def test_every_field_has_its_label(self) -> None:
        assert {f"person-field-{name}" for name in NAMES} <= set(PERSON_TEXTS)

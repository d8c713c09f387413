"""The branch puts another liaison officer in the place of the former one."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from chassis import clock
from chassis.ids import uuid7
from chassis.unit_of_work import Caller
from services.identity.models import Session
from services.identity.use_cases.confirm_code import confirm_code
from services.identity.use_cases.recover_password import recover_password
from services.identity.use_cases.start_recovery import start_recovery
from services.identity.use_cases.start_sign_in import WrongLoginOrPassword, start_sign_in
from services.identity.verifications import CodeExpired
from tests.services.identity.employers import Enrolled, api, enrolled, enrolled_by, rule
from tests.services.identity.use_cases.conftest import PASSWORD, PEPPER, Identity
from tests.services.people import announced, somebody, staff

__all__ = ["api", "enrolled"]

NEW = {"name": "هند الخطيب", "phone": "0785550000"}
CHOSEN = "Carob-trees-8!"


async def changes(
    enrolled: Enrolled,
    successor: dict[str, str],
    *,
    former: UUID | None = None,
    caller: Caller | None = None,
) -> httpx.Response:
    body = {"former_account_id": str(former or enrolled.officer.subject), **successor}
    path = f"{enrolled.path}/liaison-officer"
    return await enrolled.api.ask(caller or enrolled.registrar, "POST", path, json=body)


async def sign_in(identity: Identity, number: str, password: str = PASSWORD) -> UUID:
    """The password holds; the code is on its way."""
    async with identity.acting() as work:
        started = await start_sign_in(
            work,
            kind="establishment",
            login_id=number,
            password=password,
            hashing=identity.hashing,
        )
    return started.sign_in_id


async def opens_session(identity: Identity, number: str, password: str = PASSWORD) -> Caller:
    sign_in_id = await sign_in(identity, number, password)
    return identity.caller(await identity.confirm(sign_in_id, await identity.code_of(sign_in_id)))


async def signed_in(identity: Identity, caller: Caller) -> Caller:
    """Somebody with an open session, as of now: the API goes by the real clock."""
    async with identity.acting(at=clock.now()) as work:
        work.session.add(
            Session(
                session_id=caller.session_id,
                account_id=caller.subject,
                refresh_hash=b"r",
                created_at=work.now,
                refreshed_at=work.now,
            )
        )
    return caller


async def test_the_new_officer_acts_and_the_former_one_does_not(
    identity: Identity, enrolled: Enrolled
) -> None:
    former = await signed_in(identity, enrolled.officer)
    assert (await enrolled.api.ask(former, "GET", "/me")).status_code == 200
    before = len(await announced(identity.engine))
    changed = await changes(enrolled, NEW)
    assert changed.status_code == 200, changed.text
    assert changed.json()["officer"]["phone"] == "+962785550000"
    assert sorted((await announced(identity.engine))[before:]) == [
        "AccountActivated",
        "GrantEnded",
        "LiaisonGranted",
        "LiaisonOfficerAssigned",
        "LiaisonOfficerReplaced",
        "SessionsRevoked",
    ]
    assert (await enrolled.api.ask(former, "GET", "/me")).status_code == 401
    for caller, status in (
        (Caller(former.subject, "establishment", uuid7()), 404),
        (Caller(UUID(changed.json()["officer"]["account_id"]), "establishment", uuid7()), 200),
    ):
        assert (await enrolled.api.ask(caller, "GET", enrolled.path)).status_code == status


async def test_the_former_password_and_a_code_on_its_way_open_nothing(
    identity: Identity, enrolled: Enrolled
) -> None:
    sign_in_id = await sign_in(identity, enrolled.number)
    code = await identity.code_of(sign_in_id)
    await changes(enrolled, NEW)
    with pytest.raises(CodeExpired):
        async with identity.acting() as work:
            await confirm_code(
                work, sign_in_id=sign_in_id, code=code, pepper=PEPPER, signer=identity.signer
            )
    with pytest.raises(WrongLoginOrPassword):
        await sign_in(identity, enrolled.number)


async def test_the_new_officer_sets_his_password_by_a_code_to_his_phone(
    identity: Identity, enrolled: Enrolled
) -> None:
    await changes(enrolled, NEW)
    async with identity.acting() as work:
        begun = await start_recovery(
            work, kind="establishment", login_id=enrolled.number, client=None
        )
    async with identity.acting() as work:
        await recover_password(
            work,
            recovery_id=begun.recovery_id,
            flow_token=begun.flow_token,
            code=await identity.code_of(begun.recovery_id),
            password=CHOSEN,
            pepper=PEPPER,
            hashing=identity.hashing,
        )
    officer = await opens_session(identity, enrolled.number, CHOSEN)
    me = (await enrolled.api.ask(officer, "GET", "/me")).json()
    assert (me["name"], me["establishments"][0]["number"]) == (NEW["name"], enrolled.number)


async def test_both_can_be_told_at_their_phones(identity: Identity, enrolled: Enrolled) -> None:
    changed = (await changes(enrolled, NEW)).json()
    async with identity.engine.connect() as connection:
        rows = await connection.execute(text("select account_id, phone from account"))
        phones = {row.account_id: row.phone for row in rows}
        contact = await connection.execute(text("select contact_phone from establishment"))
        assert contact.scalar_one() == "+962785550000"
    assert phones[enrolled.officer.subject] == "+962791234567"
    assert phones[UUID(changed["officer"]["account_id"])] == "+962785550000"


async def test_a_stale_change_is_refused(enrolled: Enrolled) -> None:
    await changes(enrolled, NEW)
    again = await changes(enrolled, {"name": "ليث", "phone": "0777770000"})
    assert (again.status_code, rule(again)) == (409, "officer-changed-meanwhile")


@pytest.mark.parametrize(
    ("successor", "refusal"),
    [
        ({}, "who-is-it"),
        ({"name": "هند"}, "who-is-it"),
        ({**NEW, "same_as": "1004317"}, "who-is-it"),
        ({**NEW, "phone": "0000000"}, "not-a-phone"),
        ({"same_as": "9999999"}, "not-an-officer"),
    ],
)
async def test_who_it_is_has_to_be_clear(
    enrolled: Enrolled, successor: dict[str, str], refusal: str
) -> None:
    assert rule(await changes(enrolled, successor)) == refusal
    assert (await enrolled.stands())["officer"]["name"] == "منى حداد", "nothing was changed"


async def test_only_the_branchs_registrar(identity: Identity, enrolled: Enrolled) -> None:
    elsewhere = await staff(identity.engine, "registrar", "irbid")
    other_role = await staff(identity.engine, "officer", "zarqa")
    for caller, status in (
        (elsewhere, 404),
        (other_role, 403),
        (enrolled.officer, 404),
        (somebody("establishment"), 404),
    ):
        assert (await changes(enrolled, NEW, caller=caller)).status_code == status


class TestSeveralEstablishments:
    """One person acts for several: the others are given to his account."""

    async def second(self, enrolled: Enrolled) -> Enrolled:
        other = await enrolled_by(enrolled.identity, enrolled.api)
        given = await changes(other, {"same_as": enrolled.number})
        assert given.status_code == 200, given.text
        return other

    async def numbers(self, enrolled: Enrolled) -> list[str]:
        me: dict[str, Any] = (await enrolled.api.ask(enrolled.officer, "GET", "/me")).json()
        return [one["number"] for one in me["establishments"]]

    async def test_he_acts_for_both_with_one_login(self, enrolled: Enrolled) -> None:
        other = await self.second(enrolled)
        assert await self.numbers(enrolled) == [enrolled.number, other.number]
        with pytest.raises(WrongLoginOrPassword):
            await sign_in(enrolled.identity, other.number)

    async def test_the_login_of_one_is_not_taken_while_it_serves_the_other(
        self, enrolled: Enrolled
    ) -> None:
        other = await self.second(enrolled)
        assert rule(await changes(enrolled, NEW)) == "login-serves-others"
        back = await changes(other, NEW, former=enrolled.officer.subject)
        assert back.status_code == 200, back.text
        assert await self.numbers(enrolled) == [enrolled.number]
        assert (await changes(enrolled, NEW)).status_code == 200

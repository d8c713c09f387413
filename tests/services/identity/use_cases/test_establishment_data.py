"""Establishment data: who reads them, what changes at once, and what the branch decides."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from services.identity.rules.establishments import FIELDS
from tests.services.clients import Api
from tests.services.identity.employers import PDF, Enrolled, api, enrolled, rule
from tests.services.identity.use_cases.conftest import PASSWORD, Identity
from tests.services.people import announced, somebody, staff

__all__ = ["api", "enrolled"]


def values(answers: list[dict[str, Any]]) -> dict[str, str]:
    return {one["field"]: one["value"] for one in answers}


class TestReading:
    async def test_its_officer_sees_all_of_it_and_no_whole_number_of_an_owner(
        self, enrolled: Enrolled
    ) -> None:
        data = await enrolled.stands()
        assert data["payment_number"]
        assert data["branch"]["name_ar"] == "فرع الزرقاء"
        assert data["officer"]["phone"] == "+962791234567"
        assert data["owners"] == [{"name": "خالد العمري", "number_ending": "567"}]
        assert values(data["answers"])["street"] == "شارع الملك عبدالله"
        assert "9801234567" not in json.dumps(data)

    async def test_others_do_not_see_it(self, enrolled: Enrolled) -> None:
        elsewhere = await staff(enrolled.identity.engine, "registrar", "irbid")
        for caller in (somebody("establishment"), elsewhere):
            answer = await enrolled.api.ask(caller, "GET", enrolled.path)
            assert answer.status_code == 404
        found = await enrolled.api.ask(
            elsewhere, "GET", "/establishments", params={"number": enrolled.number}
        )
        assert found.json()["items"] == []

    async def test_a_registrars_look_is_logged(self, enrolled: Enrolled) -> None:
        found = await enrolled.api.ask(
            enrolled.registrar, "GET", "/establishments", params={"number": enrolled.number}
        )
        assert [one["number"] for one in found.json()["items"]] == [enrolled.number]
        async with enrolled.identity.engine.connect() as connection:
            read = await connection.execute(
                text("select internal from activity where what = 'establishment-read'")
            )
            assert list(read.scalars()) == [True]

    async def test_one_entered_at_the_branch_shows_what_is_known_and_who_entered_it(
        self, identity: Identity, api: Api
    ) -> None:
        registrar = await staff(identity.engine, "registrar")
        entry = {
            "name_ar": "مصنع",
            "name_en": "Factory",
            "branch": "zarqa",
            "officer_name": "هدى",
            "officer_phone": "0791234567",
            "password": PASSWORD,
        }
        made = (await api.ask(registrar, "POST", "/establishments", json=entry)).json()
        path = f"/establishments/{made['establishment_id']}"
        data = (await api.ask(registrar, "GET", path)).json()
        assert values(data["answers"]) == {"name_ar": "مصنع", "name_en": "Factory"}
        assert data["officer"]["name"] == "هدى"
        async with identity.engine.connect() as connection:
            entered = await connection.execute(text("select entered_by from establishment"))
            assert entered.scalar_one() == registrar.subject


class TestAtOnce:
    async def test_phone_address_and_activity_change_without_the_branch(
        self, enrolled: Enrolled
    ) -> None:
        before = await announced(enrolled.identity.engine)
        edited = await enrolled.edits({"phone": "06 565 1111", "main_activity": "G"})
        assert values(edited.json()["answers"])["phone"] == "+96265651111"
        assert await announced(enrolled.identity.engine) == before, "others keep none of it"

    async def test_a_stale_edit_is_refused(self, enrolled: Enrolled) -> None:
        await enrolled.edits({"street": "شارع آخر"})
        refused = await enrolled.edits({"street": "شارع ثالث"}, version=1)
        assert (refused.status_code, rule(refused)) == (409, "stale-version")

    async def test_a_wrong_answer_is_named(self, enrolled: Enrolled) -> None:
        refused = await enrolled.edits({"main_activity": "unheard-of"})
        assert refused.json()["facts"]["faults"] == [
            {"field": "main_activity", "rule": "not-listed"}
        ]

    @pytest.mark.parametrize("field", [one.name for one in FIELDS if one.change != "at-once"])
    async def test_nothing_that_needs_a_proof(self, enrolled: Enrolled, field: str) -> None:
        assert rule(await enrolled.edits({field: "x"})) == "changed-another-way"


class TestDecided:
    async def test_holds_and_is_announced_when_the_branch_approves(
        self, enrolled: Enrolled
    ) -> None:
        asked = await enrolled.asks({"name_en": "Oak and Sons", "owner_name": "سعاد العمري"})
        change = asked.json()
        assert asked.status_code == 202, asked.text
        assert values(change["before"])["name_en"] == "Oak Industries"
        waiting = await enrolled.stands()
        assert waiting["name_en"] == "Oak Industries"
        assert [one["number"] for one in waiting["changes_under_review"]] == [change["number"]]
        [queued] = (
            await enrolled.api.ask(enrolled.registrar, "GET", "/establishment-changes")
        ).json()["items"]
        approved = await enrolled.decides(queued, "approval")
        assert approved.json()["state"] == "approved", approved.text
        data = await enrolled.stands()
        assert (data["name_en"], data["changes_under_review"]) == ("Oak and Sons", [])
        assert (await announced(enrolled.identity.engine))[-2:] == [
            "EstablishmentUpdated",
            "EstablishmentChangeDecided",
        ]
        me = (await enrolled.api.ask(enrolled.officer, "GET", "/me")).json()
        assert me["establishments"][0]["name_en"] == "Oak and Sons"
        again = await enrolled.decides(queued, "approval")
        assert (again.status_code, rule(again)) == (409, "stale-version")

    async def test_a_new_governorate_brings_its_branch(self, enrolled: Enrolled) -> None:
        change = (await enrolled.asks({"governorate": "irbid"})).json()
        await enrolled.decides(change, "approval")
        assert (await enrolled.stands())["branch"]["code"] == "irbid"
        gone = await enrolled.api.ask(enrolled.registrar, "GET", enrolled.path)
        assert gone.status_code == 404

    async def test_a_rejected_one_changes_nothing_and_says_why(self, enrolled: Enrolled) -> None:
        change = (await enrolled.asks({"signatory_name": "سعاد"})).json()
        unexplained = await enrolled.decides(change, "rejection", reason="")
        assert unexplained.status_code == 422
        rejected = await enrolled.decides(change, "rejection", reason="الوثيقة منتهية")
        assert rejected.json()["reason"] == "الوثيقة منتهية"
        data = await enrolled.stands()
        assert values(data["answers"])["signatory_name"] == "خالد العمري"
        events = await announced(enrolled.identity.engine)
        assert events[-1] == "EstablishmentChangeDecided"
        assert "EstablishmentUpdated" not in events

    async def test_one_at_a_time(self, enrolled: Enrolled) -> None:
        await enrolled.asks({"owner_name": "سعاد"})
        assert rule(await enrolled.asks({"owner_name": "هند"})) == "change-waits"

    @pytest.mark.parametrize(
        ("answers", "content", "refusal"),
        [
            ({"owner_name": "خالد العمري"}, PDF, "nothing-changes"),
            ({"phone": "0791234567"}, PDF, "changed-another-way"),
            ({"officer_phone": "0791234567"}, PDF, "changed-another-way"),
            ({"unheard_of": "x"}, PDF, "changed-another-way"),
            ({"affiliation": "unheard-of"}, PDF, "answers-not-right"),
            ({"owner_name": "سعاد"}, b"MZ", "not-a-document"),
        ],
    )
    async def test_what_is_not_taken(
        self, enrolled: Enrolled, answers: dict[str, str], content: bytes, refusal: str
    ) -> None:
        assert rule(await enrolled.asks(answers, content)) == refusal
        assert (await enrolled.stands())["changes_under_review"] == []

    async def test_others_neither_ask_nor_read_nor_decide(self, enrolled: Enrolled) -> None:
        change = (await enrolled.asks({"owner_name": "سعاد"})).json()
        path = f"/establishment-changes/{change['change_id']}"
        elsewhere = await staff(enrolled.identity.engine, "registrar", "irbid")
        stranger = somebody("establishment")
        assert (await enrolled.asks({"owner_name": "x"}, caller=stranger)).status_code == 404
        for caller in (elsewhere, stranger):
            for one in (path, f"{path}/document"):
                assert (await enrolled.api.ask(caller, "GET", one)).status_code == 404
            refused = await enrolled.decides(change, "approval", caller=caller)
            assert refused.status_code == 404
        own = await enrolled.decides(change, "approval", caller=enrolled.officer)
        assert own.status_code == 404, "nobody decides for himself"
        document = await enrolled.api.ask(enrolled.registrar, "GET", f"{path}/document")
        assert document.content == PDF

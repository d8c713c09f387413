"""The branch sees what employers enrolled in its area, and confirms or returns it."""

import pytest
from sqlalchemy import text

from tests.services.clients import Api
from tests.services.identity.employers import (
    ADDRESS,
    OFFICER,
    OWNERS,
    PDF,
    PNG,
    Employer,
    account_of,
    api,
    employer,
    rule,
)
from tests.services.identity.use_cases.conftest import PASSWORD, Identity
from tests.services.people import announced, staff

__all__ = ["api", "employer"]


class TestBranch:
    async def test_sees_its_own_queue_with_the_document(
        self, identity: Identity, api: Api, employer: Employer
    ) -> None:
        await employer.fills_in()
        sent = await employer.sends()
        registrar = await staff(identity.engine, "registrar", "zarqa")
        [one] = (await api.ask(registrar, "GET", "/enrolments")).json()["items"]
        assert one["number"] == sent["number"]
        path = f"/enrolments/{one['enrolment_id']}"
        opened = (await api.ask(registrar, "GET", path)).json()
        assert opened["owners"] == OWNERS
        document = await api.ask(registrar, "GET", f"{path}/document")
        assert document.content == PDF
        assert "attachment" in document.headers["content-disposition"]
        assert "enrolment-read" in await timeline(identity)

    @pytest.mark.parametrize(
        ("who", "status"), [(("registrar", "irbid"), 404), (("officer", "zarqa"), 403)]
    )
    async def test_of_others_it_does_not_exist(
        self, identity: Identity, api: Api, who: tuple[str, str], status: int
    ) -> None:
        employer = Employer(api)
        await employer.fills_in()
        sent = await employer.sends()
        other = await staff(identity.engine, *who)
        path = f"/enrolments/{sent['enrolment_id']}"
        decision = {"version": sent["version"]}
        for answer in (
            await api.ask(other, "GET", path),
            await api.ask(other, "GET", f"{path}/document"),
            await api.ask(other, "POST", f"{path}/confirmation", json=decision),
            await api.ask(other, "POST", f"{path}/return", json={**decision, "reason": "نقص"}),
        ):
            assert answer.status_code == status, answer.text

    async def test_a_draft_is_nobodys_to_read(
        self, identity: Identity, api: Api, employer: Employer
    ) -> None:
        await employer.fills_in()
        draft = await employer.stands()
        everywhere = await staff(identity.engine, "registrar")
        answer = await api.ask(everywhere, "GET", f"/enrolments/{draft['enrolment_id']}")
        assert answer.status_code == 404
        assert (await api.ask(everywhere, "GET", "/enrolments")).json()["items"] == []

    async def test_confirms_once_and_then_everybody_knows(
        self, identity: Identity, api: Api, employer: Employer
    ) -> None:
        await employer.fills_in()
        sent = await employer.sends()
        registrar = await staff(identity.engine, "registrar", "zarqa")
        path = f"/enrolments/{sent['enrolment_id']}/confirmation"
        before = len(await announced(identity.engine))
        decided = await api.ask(registrar, "POST", path, json={"version": sent["version"]})
        assert decided.json()["state"] == "confirmed", decided.text
        assert (await announced(identity.engine))[before:] == [
            "EstablishmentRegistered",
            "LiaisonOfficerAssigned",
            "EnrolmentConfirmed",
            "LiaisonGranted",
        ]
        officer = await account_of(identity, sent["number"])
        [own] = (await api.ask(officer, "GET", "/me")).json()["establishments"]
        assert (own["number"], own["payment_number"]) == (sent["number"], sent["payment_number"])
        stale = await api.ask(registrar, "POST", path, json={"version": sent["version"]})
        assert (stale.status_code, rule(stale)) == (409, "stale-version")
        late = await api.ask(registrar, "POST", path, json={"version": sent["version"] + 1})
        assert (late.status_code, rule(late)) == (409, "already-decided")

    async def test_returns_one_that_is_corrected_and_keeps_its_numbers(
        self, identity: Identity, api: Api, employer: Employer
    ) -> None:
        await employer.fills_in()
        sent = await employer.sends()
        registrar = await staff(identity.engine, "registrar", "zarqa")
        path = f"/enrolments/{sent['enrolment_id']}"
        reason = {"version": sent["version"], "reason": "السجل التجاري غير مقروء"}
        returned = await api.ask(registrar, "POST", f"{path}/return", json=reason)
        assert returned.json()["state"] == "returned"
        assert (await announced(identity.engine))[-1] == "EnrolmentReturned"
        assert (await employer.stands())["reason"] == reason["reason"]
        assert (await employer.attaches(PNG)).status_code == 200
        await employer.answers("address", {**ADDRESS, "governorate": "irbid"})
        phone = {**OFFICER, "officer_phone": "0781234567"}
        await employer.answers("officer", phone)
        assert rule(await employer.post("password", password=PASSWORD)) == "account-is-open"
        again = await employer.sends()
        assert (again["number"], again["reason"]) == (sent["number"], None)
        assert again["branch"]["code"] == "irbid"
        async with identity.engine.connect() as connection:
            found = await connection.execute(
                text("select phone from account where login_id = :n"), {"n": sent["number"]}
            )
            assert found.scalar_one() == "+962781234567"
        assert (await api.ask(registrar, "GET", path)).status_code == 404, "another branch's now"

    async def test_says_why_it_returns(
        self, identity: Identity, api: Api, employer: Employer
    ) -> None:
        await employer.fills_in()
        sent = await employer.sends()
        registrar = await staff(identity.engine, "registrar", "zarqa")
        path = f"/enrolments/{sent['enrolment_id']}/return"
        refused = await api.ask(
            registrar, "POST", path, json={"version": sent["version"], "reason": ""}
        )
        assert refused.status_code == 422


async def timeline(identity: Identity) -> list[str]:
    async with identity.engine.connect() as connection:
        found = await connection.execute(text("select what from activity order by at"))
        return list(found.scalars())

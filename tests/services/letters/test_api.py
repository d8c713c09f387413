"""Letters' API: for the liaison officer, and for whoever has a letter before him."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, KeySet

from chassis import clock
from chassis.http import problems
from chassis.http.edge import Edge
from chassis.keys import IdentityKeys
from chassis.tokens import Signer, access_token
from services.letters import api
from tests.services.billing.facts import closes, hears_start, started
from tests.services.letters.desk import Desk, as_of_now
from tests.services.people import Establishment, staff

IDENTITY = Signer(ECKey.generate_key("P-256", {"kid": "identity-1"}), "identity-1")


def signed_in(caller: Any) -> dict[str, str]:
    token = access_token(IDENTITY, caller, now=clock.now(), lifetime=timedelta(minutes=5))
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def public(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody, without a token."""
    app = FastAPI()
    problems.install(app)
    app.include_router(api.router)
    app.include_router(api.keys)
    known = IdentityKeys("", KeySet([ECKey.import_key(IDENTITY.public_jwk())]))
    app.state.edge = Edge(desk.letters, as_of_now(), known, "letters", [])
    app.state.gateways = desk.outside
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://letters") as client:
        yield client


def path(owner: Establishment) -> str:
    return f"/v1/establishments/{owner.establishment_id}/clearance-requests"


class TestTheLiaisonOfficer:
    async def test_asks_and_reads_the_outcome(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        officer = signed_in(owner.officer)
        asked = await public.post(path(owner), headers=officer)
        assert (asked.status_code, asked.json()["state"]) == (202, "pending")
        request_id = asked.json()["request_id"]
        await desk.works()
        read = (await public.get(f"/v1/clearance-requests/{request_id}", headers=officer)).json()
        assert (read["state"], read["letter"]["number"]) == ("issued", "2026-000001")
        assert (read["letter"]["state"], read["letter"]["printed"]) == ("valid", True)
        listed = (await public.get(path(owner), headers=officer)).json()
        assert listed["items"] == [read]

    async def test_reads_what_stands_in_the_way(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        await hears_start(desk.billing, started(owner))
        await closes(desk.billing, owner, "2026-01")
        asked = (await public.post(path(owner), headers=signed_in(owner.officer))).json()
        await desk.works()
        read = await public.get(
            f"/v1/clearance-requests/{asked['request_id']}", headers=signed_in(owner.officer)
        )
        refusal = read.json()["refusal"]
        assert (refusal["balance_due"], refusal["dues"][0]["amount"]) == ("108.750", "108.750")
        assert read.json()["letter"] is None

    async def test_fetches_the_file_once_it_is_made(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        letter = await desk.issues(owner)
        file = f"/v1/letters/{letter.letter_id}/letter.pdf"
        early = await public.get(file, headers=signed_in(owner.officer))
        assert (early.status_code, early.headers["retry-after"]) == (409, "2")
        assert early.json()["type"] == "urn:daman:refusal:not-printed-yet"
        await desk.works()
        made = await public.get(file, headers=signed_in(owner.officer))
        assert made.headers["content-type"] == "application/pdf"
        assert 'filename="clearance-2026-000001.pdf"' in made.headers["content-disposition"]
        assert made.content.startswith(b"%PDF")

    async def test_fetches_the_content_as_it_was_hashed(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        letter = await desk.issues(owner)
        answer = await public.get(
            f"/v1/letters/{letter.letter_id}/content.json", headers=signed_in(owner.officer)
        )
        assert answer.content == letter.content.encode()

    async def test_a_repeated_command_is_one_request(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        headers = {**signed_in(owner.officer), "Idempotency-Key": str(uuid4())}
        first = await public.post(path(owner), headers=headers)
        await desk.works()
        again = await public.post(path(owner), headers=headers)
        assert again.json() == first.json()
        assert len(await desk.all_letters()) == 1


class TestWhatIsNotOnes:
    async def test_does_not_exist(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        request = await desk.requests(owner)
        letter = await desk.decides(request, await desk.asks(owner))
        assert letter is not None
        stranger = signed_in((await desk.joins("1000002")).officer)
        paths = (
            path(owner),
            f"/v1/clearance-requests/{request.request_id}",
            f"/v1/letters/{letter.letter_id}/letter.pdf",
            f"/v1/letters/{letter.letter_id}/content.json",
            f"/v1/letters/{uuid4()}/letter.pdf",
            f"/v1/clearance-requests/{uuid4()}",
        )
        for one in paths:
            assert (await public.get(one, headers=stranger)).status_code == 404, one
        assert (await public.post(path(owner), headers=stranger)).status_code == 404
        for one in paths[:4]:
            assert (await public.get(one)).status_code == 401, one

    async def test_is_seen_by_the_officer_of_its_branch_alone(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        await desk.issues(owner)
        here = await staff(desk.letters, "officer", "amman-center")
        elsewhere = await staff(desk.letters, "officer", "zarqa")
        assert (await public.get(path(owner), headers=signed_in(here))).status_code == 200
        assert (await public.get(path(owner), headers=signed_in(elsewhere))).status_code == 404


class TestVerification:
    async def test_tells_how_a_letter_stands_to_him_who_has_it(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        letter = await desk.issues(owner)
        where = f"/v1/verifications/{letter.number}"
        for query in ({"hash": letter.content_hash[:16]}, {"holder": "001"}):
            told = (await public.get(where, params=query)).json()
            assert told.pop("checked_at")
            assert told == {
                "number": "2026-000001",
                "state": "valid",
                "kind": "clearance",
                "issued_on": "2026-03-20",
                "valid_until": "2026-03-31",
                "revoked_on": None,
                "holder_ar": "شر••• ال•••",
                "holder_en": "Al No••• Co•••",
            }

    @pytest.mark.parametrize(
        "query", [{}, {"holder": "002"}, {"hash": "0" * 16}, {"hash": "0" * 16, "holder": "001"}]
    )
    async def test_tells_nothing_to_him_who_guesses(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient, query: dict[str, str]
    ) -> None:
        letter = await desk.issues(owner)
        told = (await public.get(f"/v1/verifications/{letter.number}", params=query)).json()
        assert told["state"] == "unknown"
        assert told["holder_ar"] is told["issued_on"] is None

    async def test_does_not_know_a_number_that_was_never_given(
        self, desk: Desk, public: httpx.AsyncClient
    ) -> None:
        told = await public.get("/v1/verifications/2026-999999", params={"holder": "001"})
        assert (told.status_code, told.json()["state"]) == (200, "unknown")

    async def test_says_since_when_a_letter_is_revoked(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        letter = await desk.issues(owner)
        await hears_start(desk.billing, started(owner))
        await closes(desk.billing, owner, "2026-01")
        await desk.hears()
        told = await public.get(f"/v1/verifications/{letter.number}", params={"holder": "001"})
        assert (told.json()["state"], told.json()["revoked_on"]) == ("revoked", "2026-03-20")

    async def test_says_when_a_letter_has_run_out(
        self, desk: Desk, owner: Establishment, public: httpx.AsyncClient
    ) -> None:
        letter = await desk.issues(owner)
        await desk.letters_execute("update establishment_copy set clock_shift_days = 12")
        told = await public.get(f"/v1/verifications/{letter.number}", params={"holder": "001"})
        assert (told.json()["state"], told.json()["valid_until"]) == ("expired", "2026-03-31")

    @pytest.mark.parametrize("query", [{"hash": "ab"}, {"hash": "X" * 16}, {"holder": "1000001"}])
    async def test_refuses_what_is_no_hash_and_no_ending(
        self, desk: Desk, public: httpx.AsyncClient, query: dict[str, str]
    ) -> None:
        told = await public.get("/v1/verifications/2026-000001", params=query)
        assert told.status_code == 422


async def test_only_public_halves_are_published(public: httpx.AsyncClient) -> None:
    answer = await public.get("/.well-known/letters-jwks.json")
    [key] = answer.json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert "max-age" in answer.headers["cache-control"]

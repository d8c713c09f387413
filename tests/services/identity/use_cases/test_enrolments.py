"""An employer enrols his establishment himself; the branch confirms it after his visit."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.identity.registers import DraftNotFound, draft_of
from services.identity.rules.documents import BYTES_MAX
from services.identity.use_cases.attach_document import DOCUMENTS_MAX
from services.identity.use_cases.save_owners import save_owners
from services.identity.use_cases.start_enrolment import CLIENT_AN_HOUR, start_enrolment
from services.identity.verifications import TooManyTries
from tests.conftest import NOW
from tests.services.clients import Api
from tests.services.identity.employers import (
    ESTABLISHMENT,
    JPEG,
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
from tests.services.people import announced, somebody

__all__ = ["api", "employer"]


def states(draft: dict[str, Any]) -> dict[str, str]:
    return {one["section"]: one["state"] for one in draft["sections"]}


class TestDraft:
    async def test_is_filled_in_part_by_part_and_resumed_by_its_code(
        self, employer: Employer
    ) -> None:
        await employer.begins()
        assert states(await employer.stands()) == {
            "establishment": "open",
            "address": "open",
            "owners": "open",
            "officer": "open",
            "password": "locked",
        }
        await employer.answers("establishment", ESTABLISHMENT)
        typed = employer.code.lower().replace("-", " ")
        employer.code = typed
        draft = await employer.stands()
        assert states(draft)["establishment"] == "done"
        told = {one["field"]: one for one in draft["answers"]}
        assert told["phone"]["value"] == "+96265650000"
        assert told["main_activity"]["choice"]["name_en"] == "Manufacturing"

    async def test_the_code_is_kept_only_as_a_hash(
        self, identity: Identity, employer: Employer
    ) -> None:
        await employer.fills_in()
        async with identity.engine.connect() as connection:
            row = str((await connection.execute(text("select * from enrolment"))).one())
            kept = await connection.execute(text("select count(*) from idempotent_answer"))
        assert employer.code not in row
        assert PASSWORD not in row
        assert kept.scalar_one() == 0

    async def test_every_fault_is_named_and_nothing_is_saved(self, employer: Employer) -> None:
        await employer.begins()
        wrong = {
            **ESTABLISHMENT,
            "name_ar": " ",
            "affiliation": "unheard-of",
            "registered_on": "2999-01-01",
            "covered_from": "2026-02-30",
            "phone": "12",
            "owner_name": "x" * 151,
        }
        refused = await employer.answers("establishment", wrong)
        assert (refused.status_code, rule(refused)) == (422, "answers-not-right")
        found = {one["field"]: one["rule"] for one in refused.json()["facts"]["faults"]}
        assert found == {
            "name_ar": "missing",
            "affiliation": "not-listed",
            "registered_on": "in-the-future",
            "covered_from": "not-a-day",
            "phone": "not-a-phone",
            "owner_name": "too-long",
        }
        assert (await employer.stands())["answers"] == []

    @pytest.mark.parametrize(
        ("owners", "field"),
        [([], "owners"), ([{"name": "", "number": "98"}], "owner-1-name")],
    )
    async def test_owners_have_names_and_numbers(
        self, employer: Employer, owners: list[dict[str, str]], field: str
    ) -> None:
        await employer.begins()
        refused = await employer.post("owners", owners=owners)
        assert field in {one["field"] for one in refused.json()["facts"]["faults"]}

    async def test_the_password_is_chosen_last_and_knows_the_names(
        self, employer: Employer
    ) -> None:
        await employer.begins()
        assert rule(await employer.post("password", password=PASSWORD)) == "other-parts-first"
        await employer.fills_in()
        refused = await employer.post("password", password="Industries-77!")
        assert rule(refused) == "password-well-known"

    async def test_holds_for_thirty_days(self, identity: Identity, employer: Employer) -> None:
        async with identity.acting() as work:
            code = (await start_enrolment(work, client=None)).draft_code
        for days, is_there in ((29, True), (31, False)):
            async with identity.acting(at=NOW + timedelta(days=days)) as work:
                if is_there:
                    await draft_of(work, code)
                else:
                    with pytest.raises(DraftNotFound):
                        await save_owners(work, draft_code=code, owners=OWNERS)
        async with identity.acting(at=NOW + timedelta(days=31)) as work:
            await start_enrolment(work, client=None)
        async with identity.engine.connect() as connection:
            left = await connection.execute(text("select count(*) from enrolment"))
            assert left.scalar_one() == 1, "the old draft is gone"

    async def test_one_address_begins_only_so_many(self, identity: Identity) -> None:
        for _ in range(CLIENT_AN_HOUR):
            async with identity.acting() as work:
                await start_enrolment(work, client="203.0.113.9")
        with pytest.raises(TooManyTries):
            async with identity.acting() as work:
                await start_enrolment(work, client="203.0.113.9")
        async with identity.acting() as work:
            await start_enrolment(work, client="203.0.113.10")


class TestProof:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")],
    )
    async def test_is_kept_under_the_hash_of_its_content(
        self, employer: Employer, content: bytes, kind: str
    ) -> None:
        await employer.begins()
        kept = (await employer.attaches(content, "../../etc/passwd")).json()["document"]
        assert kept == {
            "hash": hashlib.sha256(content).hexdigest(),
            "media_type": kind,
            "bytes": len(content),
        }

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"MZ\x90\x00 a program", "not-a-document"),
            (b"<html><script>alert(1)</script></html>", "not-a-document"),
            (b"", "not-a-document"),
            (PDF[:-8], "not-a-document"),
            (PNG[:-8], "not-a-document"),
            (b"GIF89a" + PDF, "not-a-document"),
            (PDF + b"PK\x03\x04...PK\x05\x06" + b"\x00" * 18, "document-carries-more"),
            (PDF.replace(b"<<>>", b"<</S /JavaScript>>"), "document-carries-more"),
            (PDF + b" " * BYTES_MAX, "document-too-large"),
        ],
        ids=[
            "program",
            "page",
            "nothing",
            "cut-pdf",
            "cut-png",
            "pdf-behind-a-gif",
            "archive-behind",
            "script-inside",
            "too-large",
        ],
    )
    async def test_what_only_looks_like_one_is_refused(
        self, employer: Employer, content: bytes, refusal: str
    ) -> None:
        await employer.begins()
        assert rule(await employer.attaches(content)) == refusal
        assert (await employer.stands())["document"] is None

    async def test_is_replaced_only_so_often(self, employer: Employer) -> None:
        await employer.begins()
        for _ in range(DOCUMENTS_MAX):
            await employer.attaches(PDF)
        assert (await employer.attaches(PDF)).status_code == 429


class TestSending:
    async def test_issues_the_numbers_and_nobody_else_knows_the_establishment_yet(
        self, identity: Identity, employer: Employer
    ) -> None:
        await employer.fills_in()
        before = await announced(identity.engine)
        sent = await employer.sends()
        assert sent["state"] == "awaiting_visit"
        assert sent["number"]
        assert sent["payment_number"]
        assert sent["branch"]["code"] == "zarqa"
        new = (await announced(identity.engine))[len(before) :]
        assert new == ["AccountActivated", "EstablishmentEnrolled"]
        async with identity.engine.connect() as connection:
            for table in ("establishment", "establishment_copy"):
                found = await connection.execute(text(f"select count(*) from {table}"))
                assert found.scalar_one() == 0

    async def test_a_second_sending_changes_nothing(
        self, identity: Identity, employer: Employer
    ) -> None:
        await employer.fills_in()
        first = await employer.sends()
        events = await announced(identity.engine)
        again = await employer.post("send", version=first["version"] - 1)
        assert again.json() == first
        assert await announced(identity.engine) == events

    async def test_what_is_sent_is_what_was_reviewed(self, employer: Employer) -> None:
        await employer.fills_in()
        seen = (await employer.stands())["version"]
        await employer.answers("officer", {**OFFICER, "officer_name": "هدى"})
        assert rule(await employer.post("send", version=seen)) == "stale-version"

    async def test_names_the_parts_that_are_missing(self, employer: Employer) -> None:
        await employer.begins()
        await employer.answers("officer", OFFICER)
        refused = await employer.post("send", version=2)
        assert refused.json()["facts"]["parts"] == [
            "establishment",
            "address",
            "owners",
            "password",
        ]

    async def test_closes_the_draft_and_its_code_shows_no_answers_any_more(
        self, employer: Employer
    ) -> None:
        await employer.fills_in()
        sent = await employer.sends()
        assert (sent["answers"], sent["owners"], sent["document"]) == ([], [], None)
        assert rule(await employer.answers("officer", OFFICER)) == "already-sent"

    async def test_its_officer_signs_in_and_sees_that_the_branch_waits_for_him(
        self, identity: Identity, api: Api, employer: Employer
    ) -> None:
        await employer.fills_in()
        sent = await employer.sends()
        officer = await account_of(identity, sent["number"])
        me = (await api.ask(officer, "GET", "/me")).json()
        assert me["establishments"] == []
        own = (await api.ask(officer, "GET", "/me/enrolment")).json()
        assert (own["state"], own["number"]) == ("awaiting_visit", sent["number"])
        stranger = await api.ask(somebody("establishment"), "GET", "/me/enrolment")
        assert stranger.status_code == 404

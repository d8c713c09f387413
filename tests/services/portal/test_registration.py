"""Pages of an enrolment in both languages, in front of identity's real API."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from chassis.ids import uuid7
from chassis.unit_of_work import Caller
from services.identity.models import Account
from tests.conftest import OpenDatabase
from tests.services.clients import Api
from tests.services.identity.employers import (
    ADDRESS,
    ESTABLISHMENT,
    OFFICER,
    PDF,
    Employer,
    api,
)
from tests.services.identity.use_cases.conftest import PASSWORD, Identity, identity
from tests.services.people import staff
from tests.services.portal.platform_behind import Reader, heading, portal_before, words

__all__ = ["api", "identity"]

AT = "/register/establishment"
DAYS = ("registered_on", "covered_from")
PREFIXES = pytest.mark.parametrize("prefix", ["", "/en"])


@pytest.fixture
async def stranger(api: Api, database: OpenDatabase) -> AsyncIterator[Reader]:
    async with portal_before(api, await database("portal")) as reader:
        yield reader


def typed(answers: dict[str, str]) -> dict[str, str]:
    """Answers as a form has them: a day in three fields."""
    fields = {name: answer for name, answer in answers.items() if name not in DAYS}
    for name in DAYS:
        if name in answers:
            year, month, day = answers[name].split("-")
            fields |= {f"{name}_day": str(int(day)), f"{name}_month": str(int(month))}
            fields[f"{name}_year"] = year
    return fields


async def fills_in(reader: Reader, prefix: str) -> str:
    """All five parts; the page to check them."""
    begun = await reader.sends(f"{prefix}{AT}")
    assert begun.status_code == 200
    proof = {"file": ("سجل.pdf", PDF, "application/pdf")}
    owner = {"owner_name_1": "خالد العمري", "owner_number_1": "٩٨٠١٢٣٤٥٦٧"}
    for part, fields, files in (
        ("establishment", typed(ESTABLISHMENT), None),
        ("address", ADDRESS, proof),
        ("owners", {**owner, "owner_name_2": "", "owner_number_2": ""}, None),
        ("officer", OFFICER, None),
        ("password", {"password": PASSWORD}, None),
    ):
        await reader.opens(f"{prefix}{AT}/{part}")
        saved = await reader.sends(f"{prefix}{AT}/{part}", files=files, **fields)
        assert saved.url.path == f"{prefix}{AT}/tasks", words(saved.text)
    return await reader.reads(f"{prefix}{AT}/check")


async def officer_of(identity: Identity) -> Caller:
    """The one liaison officer there is."""
    async with identity.engine.connect() as connection:
        found = await connection.execute(
            text("select account_id from account where kind = 'establishment'")
        )
        return Caller(found.scalar_one(), "establishment", uuid7())


def version_on(page: str) -> str:
    return page.partition('name="version" value="')[2].partition('"')[0]


@PREFIXES
async def test_an_employer_goes_from_the_first_page_to_his_numbers(
    stranger: Reader, prefix: str
) -> None:
    checked = await fills_in(stranger, prefix)
    for told in ("Oak Industries", "شركة السنديان", "9801234567", "+962791234567"):
        assert told in checked
    version = version_on((await stranger.opens(f"{prefix}{AT}/check")).text)
    done = await stranger.sends(f"{prefix}{AT}/send", version=version)
    assert done.url.path == f"{prefix}{AT}/done"
    assert "Zarqa" in done.text if prefix else "فرع الزرقاء" in done.text
    again = await stranger.sends(f"{prefix}{AT}/send", version=version)
    assert again.text == done.text, "pressed twice, the same receipt"


@PREFIXES
async def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    stranger: Reader, prefix: str
) -> None:
    await stranger.sends(f"{prefix}{AT}")
    wrong = {**typed(ESTABLISHMENT), "phone": "12", "registered_on_day": "31"}
    wrong["registered_on_month"] = "2"
    refused = await stranger.sends(f"{prefix}{AT}/establishment", **wrong)
    assert refused.status_code == 422
    assert 'href="#phone"' in refused.text
    assert 'id="registered_on-fault"' in refused.text
    assert 'value="Oak Industries"' in refused.text
    assert 'value="31"' in refused.text


async def test_a_disguised_proof_is_refused_and_the_address_stays(stranger: Reader) -> None:
    await stranger.sends(f"/en{AT}")
    proof = {"file": ("proof.pdf", b"MZ program", "application/pdf")}
    refused = await stranger.sends(f"/en{AT}/address", files=proof, **ADDRESS)
    assert refused.status_code == 422
    assert "not a whole PDF" in words(refused.text)
    assert 'value="12"' in refused.text


async def test_more_rows_for_partners_keep_what_was_typed(stranger: Reader) -> None:
    await stranger.sends(AT)
    page = await stranger.sends(f"{AT}/owners", more="1", owner_name_1="سعاد", owner_number_1="1")
    assert page.status_code == 200
    assert 'value="سعاد"' in page.text
    assert 'id="owner-4-name"' in page.text


async def test_a_draft_goes_on_in_another_browser_by_its_code(
    api: Api, database: OpenDatabase, stranger: Reader
) -> None:
    begun = await stranger.sends(f"/en{AT}")
    code = words(begun.text).split(" Write")[0].rpartition(" ")[2]
    await stranger.sends(f"/en{AT}/officer", **OFFICER)
    async with portal_before(api, await database("portal")) as elsewhere:
        nothing = await elsewhere.opens(f"/en{AT}/tasks")
        assert nothing.url.path == f"/en{AT}"
        wrong = await elsewhere.sends(f"/en{AT}/resume", draft_code="0000-0000")
        assert wrong.status_code == 404
        resumed = await elsewhere.sends(f"/en{AT}/resume", draft_code=code.lower())
        assert "1 of 5 complete" in words(resumed.text)


@PREFIXES
async def test_until_the_branch_has_confirmed_the_officer_sees_what_to_bring(
    identity: Identity, api: Api, database: OpenDatabase, prefix: str
) -> None:
    employer = Employer(api)
    await employer.fills_in()
    sent = await employer.sends()
    async with identity.engine.connect() as connection:
        found = await connection.execute(
            text("select account_id from account where kind <> 'staff'")
        )
        officer = Caller(found.scalar_one(), "establishment", uuid7())
    async with portal_before(api, await database("portal"), officer) as waiting:
        page = await waiting.opens(f"{prefix}/")
        title = "The enrolment is with the branch" if prefix else "طلب الشمول عند الفرع"
        assert heading(page.text) == title
        assert sent["number"] in page.text
        assert f'href="{prefix}/workers"' not in page.text, "nothing to go to yet"


@PREFIXES
async def test_the_registrar_reads_the_proof_and_decides(
    identity: Identity, api: Api, database: OpenDatabase, prefix: str
) -> None:
    employer = Employer(api)
    await employer.fills_in()
    sent = await employer.sends()
    caller = await staff(identity.engine, "registrar", "zarqa")
    await _account_of(identity, caller)
    async with portal_before(api, await database("portal"), caller) as registrar:
        assert sent["number"] in await registrar.reads(f"{prefix}/enrolments")
        path = f"{prefix}/enrolments/{sent['enrolment_id']}"
        opened = await registrar.opens(path)
        assert "9801234567" in opened.text
        proof = await registrar.opens(f"{path}/proof")
        assert proof.content == PDF
        refused = await registrar.sends(f"{path}/decision", version="1", decision="confirm")
        assert refused.status_code == 409
        decision = {"version": version_on(opened.text), "decision": "return"}
        unexplained = await registrar.sends(f"{path}/decision", **decision, reason="")
        assert unexplained.status_code == 422
        decided = await registrar.sends(f"{path}/decision", **decision, reason="صورة غير واضحة")
        assert decided.url.path == f"{prefix}/enrolments"
        assert sent["number"] not in words(decided.text)
    assert (await employer.stands())["state"] == "returned"


async def _account_of(identity: Identity, caller: Caller) -> None:
    """The caller has an account: the portal asks who he is."""
    async with identity.acting() as work:
        login_id = f"registrar.{caller.subject.hex[:6]}"
        work.session.add(
            Account(account_id=caller.subject, kind="staff", login_id=login_id, display_name="ريم")
        )

"""Pages of the establishment's data in both languages, in front of identity's real API."""

from collections.abc import AsyncIterator

import pytest

from chassis.unit_of_work import Caller
from services.identity.models import Account
from tests.conftest import OpenDatabase
from tests.services.clients import Api
from tests.services.identity.employers import PDF, Enrolled, api, enrolled
from tests.services.identity.use_cases.conftest import Identity, identity
from tests.services.portal.platform_behind import Reader, portal_before, words

__all__ = ["api", "enrolled", "identity"]

PREFIXES = pytest.mark.parametrize("prefix", ["", "/en"])
PROOF = {"file": ("proof.pdf", PDF, "application/pdf")}


@pytest.fixture
async def officer(enrolled: Enrolled, api: Api, database: OpenDatabase) -> AsyncIterator[Reader]:
    async with portal_before(api, await database("portal"), enrolled.officer) as reader:
        yield reader


@pytest.fixture
async def registrar(
    enrolled: Enrolled, api: Api, identity: Identity, database: OpenDatabase
) -> AsyncIterator[Reader]:
    await has_account(identity, enrolled.registrar)
    async with portal_before(api, await database("portal"), enrolled.registrar) as reader:
        yield reader


async def has_account(identity: Identity, caller: Caller) -> None:
    """The portal asks who he is."""
    async with identity.acting() as work:
        login_id = f"registrar.{caller.subject.hex[:6]}"
        work.session.add(
            Account(account_id=caller.subject, kind="staff", login_id=login_id, display_name="ريم")
        )


def known_on(page: str) -> dict[str, str]:
    """The marks of the form: which answers the register has."""
    names = [part.partition('"')[0] for part in page.split('name="known_')[1:]]
    return {f"known_{name}": "1" for name in names}


def version_on(page: str) -> str:
    return page.partition('name="version" value="')[2].partition('"')[0]


@PREFIXES
async def test_its_officer_reads_everything(
    officer: Reader, enrolled: Enrolled, prefix: str
) -> None:
    read = await officer.reads(f"{prefix}/establishment")
    for told in (enrolled.number, "منى حداد", "+962791234567", "Oak Industries", "567"):
        assert told in read
    assert "9801234567" not in read


@PREFIXES
async def test_what_needs_no_proof_is_changed_by_himself(officer: Reader, prefix: str) -> None:
    form = (await officer.opens(f"{prefix}/establishment/edit")).text
    fields = {
        "version": version_on(form),
        **known_on(form),
        "phone": "٠٦ ٥٦٥ ١١١١",
        "main_activity": "G",
        "district": "الحي الشرقي",
        "street": "شارع السلام",
        "building": "7",
    }
    wrong = await officer.sends(f"{prefix}/establishment/details", **{**fields, "phone": "1"})
    assert wrong.status_code == 422
    assert 'id="phone-fault"' in wrong.text
    assert "شارع السلام" in wrong.text, "what was typed stays"
    saved = await officer.sends(f"{prefix}/establishment/details", **fields)
    assert saved.url.path == f"{prefix}/establishment"
    assert "+96265651111" in words(saved.text)


@PREFIXES
async def test_what_a_document_proves_waits_for_the_registrar(
    officer: Reader, registrar: Reader, prefix: str
) -> None:
    form = (await officer.opens(f"{prefix}/establishment/edit")).text
    asked = {
        **known_on(form),
        "coverage_type": "new",
        "establishment_type": "limited-liability",
        "affiliation": "private",
        "name_ar": "شركة السنديان الجديدة",
        "name_en": "New Oak",
        "owner_name": "خالد العمري",
        "registered_on_day": "5",
        "registered_on_month": "1",
        "registered_on_year": "2026",
        "covered_from_day": "1",
        "covered_from_month": "3",
        "covered_from_year": "2026",
        "signatory_name": "خالد العمري",
        "governorate": "zarqa",
        "document_type": "commercial-register",
    }
    without = await officer.sends(f"{prefix}/establishment/changes", **asked)
    assert without.status_code == 422
    sent = await officer.sends(f"{prefix}/establishment/changes", files=PROOF, **asked)
    assert sent.url.path == f"{prefix}/establishment", words(sent.text)
    assert ("under review" if prefix else "قيد المراجعة") in words(sent.text)

    queue = (await registrar.opens(f"{prefix}/establishment-changes")).text
    path = queue.partition(f'href="{prefix}/establishment-changes/')[2].partition('"')[0]
    address = f"{prefix}/establishment-changes/{path}"
    opened = await registrar.opens(address)
    assert "Oak Industries" in opened.text
    assert "New Oak" in opened.text
    assert (await registrar.opens(f"{address}/proof")).content == PDF
    decision = {"version": version_on(opened.text), "decision": "reject"}
    assert (await registrar.sends(f"{address}/decision", **decision)).status_code == 422
    decided = await registrar.sends(f"{address}/decision", **{**decision, "decision": "approve"})
    assert decided.url.path == f"{prefix}/establishment-changes"
    assert "New Oak" in await officer.reads(f"{prefix}/establishment")


async def test_another_establishments_change_is_not_there(officer: Reader) -> None:
    answer = await officer.http.get(f"/establishment-changes/{'0' * 8}-0000-0000-0000-{'0' * 12}")
    assert answer.status_code == 404


@PREFIXES
async def test_the_registrar_puts_another_officer_in_his_place(
    enrolled: Enrolled, registrar: Reader, prefix: str
) -> None:
    missing = await registrar.http.get(f"{prefix}/desk/establishment?number=9999999")
    assert missing.status_code == 404
    found = await registrar.opens(f"{prefix}/desk/establishment?number={enrolled.number}")
    former = found.text.partition('name="former_account_id" value="')[2].partition('"')[0]
    path = f"{found.url.path}/officer"
    nobody = await registrar.sends(path, former_account_id=former)
    assert nobody.status_code == 422
    new = {"name": "هند الخطيب", "phone": "0785550000"}
    changed = await registrar.sends(path, former_account_id=former, **new)
    assert changed.status_code == 200
    assert "+962785550000" in words(changed.text)
    stale = await registrar.sends(path, former_account_id=former, **new)
    assert stale.status_code == 409

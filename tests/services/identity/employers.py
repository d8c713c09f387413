"""An employer who enrols his establishment, as tests speak of him."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.ids import uuid7
from chassis.unit_of_work import Caller
from services.identity.api import router
from tests.services.clients import Api, api_of
from tests.services.identity.outside import gateways_of
from tests.services.identity.use_cases.conftest import PASSWORD, Identity
from tests.services.people import staff

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n....\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0....\xff\xd9"
ESTABLISHMENT = {
    "coverage_type": "new",
    "establishment_type": "limited-liability",
    "affiliation": "private",
    "name_ar": "شركة السنديان للصناعات",
    "name_en": "Oak Industries",
    "owner_name": "خالد العمري",
    "registered_on": "2026-01-05",
    "covered_from": "2026-03-01",
    "phone": "06 565 0000",
    "signatory_name": "خالد العمري",
    "main_activity": "C",
}
ADDRESS = {
    "governorate": "zarqa",
    "district": "الحي الصناعي",
    "street": "شارع الملك عبدالله",
    "building": "12",
    "document_type": "commercial-register",
}
OFFICER = {"officer_name": "منى حداد", "officer_phone": "٠٧٩١٢٣٤٥٦٧"}
OWNERS = [{"name": "خالد العمري", "number": "9801234567"}]


class Employer:
    """Somebody with a draft code, at the public part of the API."""

    def __init__(self, api: Api) -> None:
        self.api, self.code = api, ""

    async def begins(self) -> None:
        answer = await self.api.ask(None, "POST", "/enrolment-drafts")
        assert answer.status_code == 201, answer.text
        self.code = answer.json()["draft_code"]

    async def post(self, path: str, **body: Any) -> httpx.Response:
        told = {"draft_code": self.code, **body}
        return await self.api.ask(None, "POST", f"/enrolment-drafts/{path}", json=told)

    async def answers(self, section: str, answers: dict[str, str]) -> httpx.Response:
        return await self.post("answers", section=section, answers=answers)

    async def attaches(self, content: bytes, name: str = "proof.pdf") -> httpx.Response:
        return await self.api.ask(
            None,
            "POST",
            "/enrolment-drafts/document",
            data={"draft_code": self.code},
            files={"file": (name, content, "application/pdf")},
        )

    async def fills_in(self) -> None:
        await self.begins()
        for answer in (
            await self.answers("establishment", ESTABLISHMENT),
            await self.answers("address", ADDRESS),
            await self.attaches(PDF),
            await self.post("owners", owners=OWNERS),
            await self.answers("officer", OFFICER),
            await self.post("password", password=PASSWORD),
        ):
            assert answer.status_code == 200, answer.text

    async def stands(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.post("resume")).json()
        return found

    async def sends(self) -> dict[str, Any]:
        answer = await self.post("send", version=(await self.stands())["version"])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@dataclass
class Enrolled:
    """A confirmed establishment of the branch in Zarqa, its officer and its registrar."""

    api: Api
    identity: Identity
    path: str
    number: str
    officer: Caller
    registrar: Caller

    async def stands(self, caller: Caller | None = None) -> dict[str, Any]:
        answer = await self.api.ask(caller or self.officer, "GET", self.path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def edits(self, answers: dict[str, str], version: int | None = None) -> httpx.Response:
        if version is None:
            version = (await self.stands())["version"]
        body = {"version": version, "answers": answers}
        return await self.api.ask(self.officer, "POST", f"{self.path}/details", json=body)

    async def asks(
        self, answers: dict[str, str], content: bytes = PDF, caller: Caller | None = None
    ) -> httpx.Response:
        return await self.api.ask(
            caller or self.officer,
            "POST",
            f"{self.path}/changes",
            data={"answers": json.dumps(answers)},
            files={"file": ("proof.pdf", content, "application/pdf")},
        )

    async def decides(
        self, change: dict[str, Any], how: str, caller: Caller | None = None, **more: Any
    ) -> httpx.Response:
        path = f"/establishment-changes/{change['change_id']}/{how}"
        body = {"version": change["version"], **more}
        return await self.api.ask(caller or self.registrar, "POST", path, json=body)


async def enrolled_by(identity: Identity, api: Api) -> Enrolled:
    """An establishment that its employer enrolled and the branch confirmed."""
    employer = Employer(api)
    await employer.fills_in()
    sent = await employer.sends()
    registrar = await staff(identity.engine, "registrar", "zarqa")
    path = f"/enrolments/{sent['enrolment_id']}/confirmation"
    await api.ask(registrar, "POST", path, json={"version": sent["version"]})
    async with identity.engine.connect() as connection:
        row = (
            await connection.execute(
                text("select establishment_id, account_id from enrolment where number = :n"),
                {"n": sent["number"]},
            )
        ).one()
    officer = Caller(row.account_id, "establishment", uuid7())
    path = f"/establishments/{row.establishment_id}"
    return Enrolled(api, identity, path, sent["number"], officer, registrar)


@pytest.fixture
async def api(identity: Identity, tmp_path: Path) -> AsyncIterator[Api]:
    outside = gateways_of(identity, files=f"file://{tmp_path}/files")
    async with api_of(identity.engine, router, name="identity", gateways=outside) as made:
        yield made


@pytest.fixture
def employer(api: Api) -> Employer:
    return Employer(api)


@pytest.fixture
async def enrolled(identity: Identity, api: Api) -> Enrolled:
    return await enrolled_by(identity, api)


def rule(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


async def account_of(identity: Identity, number: str) -> Caller:
    async with identity.engine.connect() as connection:
        found = await connection.execute(
            text("select account_id from account where login_id = :number"), {"number": number}
        )
        return Caller(found.scalar_one(), "establishment", uuid7())

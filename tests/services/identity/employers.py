"""An employer who enrols his establishment, as tests speak of him."""

from typing import Any

import httpx

from tests.services.clients import Api
from tests.services.identity.use_cases.conftest import PASSWORD

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

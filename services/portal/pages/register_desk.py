"""The branch's part of an enrolment: the queue, one with its proof, the decision."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from services.portal.gateways.platform import Problem
from services.portal.web import OnPage, Page, PageRoute

ENROLMENTS = "/api/identity/v1/enrolments"
LISTED = 100

router = APIRouter(route_class=PageRoute)


@router.get("/enrolments")
async def list_enrolments(page: OnPage) -> Response:
    """Enrolments that wait for the visit to this registrar's branch."""
    return page.show("enrolments.html", enrolments=await page.listed(ENROLMENTS, limit=LISTED))


@router.get("/enrolments/{enrolment_id}")
async def get_enrolment(page: OnPage, enrolment_id: UUID) -> Response:
    """One enrolment, with the form for the decision while it waits."""
    return await _enrolment(page, enrolment_id)


async def _enrolment(
    page: Page, enrolment_id: UUID, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    enrolment = await page.get(f"{ENROLMENTS}/{enrolment_id}")
    return page.show("enrolment.html", status=status, enrolment=enrolment, refusal=refusal)


@router.get("/enrolments/{enrolment_id}/proof")
async def get_proof(page: OnPage, enrolment_id: UUID) -> Response:
    """The official proof, as a download."""
    answer = await page.call("GET", f"{ENROLMENTS}/{enrolment_id}/document")
    suffix = answer.media_type.partition("/")[2].replace("jpeg", "jpg")
    headers = {"Content-Disposition": f'attachment; filename="proof.{suffix}"'}
    return Response(answer.content, media_type=answer.media_type, headers=headers)


@router.post("/enrolments/{enrolment_id}/decision")
async def post_enrolment_decision(
    page: OnPage,
    enrolment_id: UUID,
    version: Annotated[int, Form()],
    decision: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Confirm or return it, then the queue."""
    path, body = f"{ENROLMENTS}/{enrolment_id}", {"version": version}
    try:
        if decision == "confirm":
            await page.post(f"{path}/confirmation", body)
        else:
            await page.post(f"{path}/return", {**body, "reason": reason.strip()})
    except Problem as problem:
        refusal = page.refused(problem)
        return await _enrolment(page, enrolment_id, refusal=refusal, status=problem.status)
    return page.go("/enrolments")

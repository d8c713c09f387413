"""What a registrar does: enrolments with their proofs, and another liaison officer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.pages.questions import typed
from services.portal.web import OnPage, Page, PageRoute

IDENTITY = "/api/identity/v1"
ENROLMENTS = f"{IDENTITY}/enrolments"
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


@router.get("/desk/establishment")
async def find_establishment(
    page: OnPage, number: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """The establishment with a number, if it is of this registrar's branch."""
    found = await page.get(f"{IDENTITY}/establishments", number=digits_only(number) or "-")
    if not found["items"]:
        return page.show("desk_establishment.html", status=404, data=None, refusal=None)
    return page.go(f"/desk/establishment/{found['items'][0]['establishment_id']}")


@router.get("/desk/establishment/{establishment_id}")
async def get_desk_establishment(page: OnPage, establishment_id: UUID) -> Response:
    """Its data, and the form for another liaison officer."""
    return await _at_desk(page, establishment_id)


async def _at_desk(
    page: Page, establishment_id: UUID, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    data = await page.get(f"{IDENTITY}/establishments/{establishment_id}")
    return page.show("desk_establishment.html", status=status, data=data, refusal=refusal)


@router.post("/desk/establishment/{establishment_id}/officer")
async def post_officer(page: OnPage, establishment_id: UUID) -> Response:
    """Put another liaison officer in the place of the one on the page."""
    form = await page.request.form()
    body = {
        "former_account_id": typed(form, "former_account_id"),
        "name": typed(form, "name") or None,
        "phone": typed(form, "phone") or None,
        "same_as": digits_only(typed(form, "same_as")) or None,
    }
    try:
        await page.post(f"{IDENTITY}/establishments/{establishment_id}/liaison-officer", body)
    except Problem as problem:
        refusal = page.refused(problem)
        return await _at_desk(page, establishment_id, refusal=refusal, status=problem.status)
    return page.go(f"/desk/establishment/{establishment_id}")

"""The establishment's data: reading, editing, asking for a change; and the branch's decision."""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile

from services.portal.gateways.platform import Problem
from services.portal.pages.questions import ask_questions, faults_of, typed
from services.portal.web import OnPage, Page, PageRoute

IDENTITY = "/api/identity/v1"
CHANGES = f"{IDENTITY}/establishment-changes"
LISTED = 100
WAYS = ("at-once", "decided")

router = APIRouter(route_class=PageRoute)


@router.get("/establishment")
async def get_establishment(page: OnPage) -> Response:
    """All that the register has, and what waits for the branch."""
    data = await page.get(_own(page))
    if any(data[name] != page.establishment[name] for name in ("name_ar", "name_en")):
        await page.learn_anew()  # the branch has approved a change meanwhile
    return page.show("establishment.html", data=data)


@router.get("/establishment/edit")
async def get_edit(page: OnPage) -> Response:
    """What changes at once, and what a document has to prove."""
    return await _edit(page, {})


async def _edit(page: Page, told: Mapping[str, str], problem: Problem | None = None) -> Response:
    data, questions = await page.get(_own(page)), await ask_questions(page)
    known = {one["field"]: one["value"] for one in data["answers"]}
    return page.show(
        "establishment_edit.html",
        status=problem.status if problem else 200,
        data=data,
        ways={way: questions.changed(way) for way in WAYS},
        told={**known, **told},
        faults=faults_of(problem),
        refusal=page.refused(problem) if problem else None,
    )


@router.post("/establishment/details")
async def post_details(page: OnPage) -> Response:
    """Change at once what needs no proof."""
    form, questions = await page.request.form(), await ask_questions(page)
    told, version = questions.changed("at-once").answers(form), typed(form, "version")
    # What was never told to the register and is not told now stays untold.
    answers = {name: answer for name, answer in told.items() if answer or f"known_{name}" in form}
    body = {"version": int(version) if version.isdecimal() else 0, "answers": answers}
    try:
        await page.post(f"{_own(page)}/details", body)
    except Problem as problem:
        return await _edit(page, told, problem)
    await page.learn_anew()
    return page.go("/establishment")


@router.post("/establishment/changes")
async def post_changes(page: OnPage, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Ask the branch for a change, with its proof."""
    form, questions = await page.request.form(), await ask_questions(page)
    told = questions.changed("decided").answers(form)
    answers = {name: answer for name, answer in told.items() if answer or f"known_{name}" in form}
    content = await file.read() if file else b""
    files = {"file": ("proof", content, "application/octet-stream")}
    try:
        await page.post(f"{_own(page)}/changes", data={"answers": json.dumps(answers)}, files=files)
    except Problem as problem:
        return await _edit(page, told, problem)
    return page.go("/establishment")


@router.get("/establishment-changes")
async def list_changes(page: OnPage) -> Response:
    """Changes that wait for a decision of this registrar's branch."""
    return page.show("changes.html", changes=await page.listed(CHANGES, limit=LISTED))


@router.get("/establishment-changes/{change_id}")
async def get_change(page: OnPage, change_id: UUID) -> Response:
    """A change: what stands, what is asked for, and the proof."""
    return await _change(page, change_id)


async def _change(
    page: Page, change_id: UUID, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    change: dict[str, Any] = await page.get(f"{CHANGES}/{change_id}")
    before = {one["field"]: one for one in change["before"]}
    decides = page.signed_in.me["kind"] == "staff" and change["state"] == "under_review"
    facts = {"change": change, "before": before, "decides": decides, "refusal": refusal}
    return page.show("change.html", status=status, **facts)


@router.get("/establishment-changes/{change_id}/proof")
async def get_change_proof(page: OnPage, change_id: UUID) -> Response:
    """The proof, as a download."""
    answer = await page.call("GET", f"{CHANGES}/{change_id}/document")
    suffix = answer.media_type.partition("/")[2].replace("jpeg", "jpg")
    headers = {"Content-Disposition": f'attachment; filename="proof.{suffix}"'}
    return Response(answer.content, media_type=answer.media_type, headers=headers)


@router.post("/establishment-changes/{change_id}/decision")
async def post_change_decision(
    page: OnPage,
    change_id: UUID,
    version: Annotated[int, Form()],
    decision: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Approve or reject it, then the queue."""
    path, body = f"{CHANGES}/{change_id}", {"version": version}
    try:
        if decision == "approve":
            await page.post(f"{path}/approval", body)
        else:
            await page.post(f"{path}/rejection", {**body, "reason": reason.strip()})
    except Problem as problem:
        refusal = page.refused(problem)
        return await _change(page, change_id, refusal=refusal, status=problem.status)
    return page.go("/establishment-changes")


def _own(page: Page) -> str:
    return f"{IDENTITY}/establishments/{page.establishment['establishment_id']}"

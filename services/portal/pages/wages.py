"""Pages of the January file: for who sends it, and for the officer who decides."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from services.portal.gateways.platform import Problem
from services.portal.web import OnPage, Page, PageRoute

PAYROLL = "/api/payroll/v1"
SHOWN_ROWS, LISTED = 50, 200
CHANGED_NOTHING = "again"
"""Marks the way to the page of a file that had been sent before."""

NOTHING_TYPED: Mapping[str, str] = {"decision": "", "reason": ""}
"""An officer's form before he has written in it; what he wrote survives a refusal."""

router = APIRouter(route_class=PageRoute)

Year = Annotated[int | None, Query(ge=1900, le=9999)]


def _own(page: Page) -> str:
    return f"{PAYROLL}/establishments/{page.establishment['establishment_id']}"


@router.get("/wages")
async def get_wages(page: OnPage, year: Year = None) -> Response:
    """The January of a year: its template, the upload, the files so far."""
    return await _wages(page, year)


async def _wages(
    page: Page, year: int | None, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    asked = {} if year is None else {"year": year}
    january, files = await asyncio.gather(
        page.get(f"{_own(page)}/january", **asked),
        page.get(f"{_own(page)}/january-files", limit=LISTED),
    )
    facts = {"january": january, "files": files["items"], "refusal": refusal}
    return page.show("wages.html", status=status, **facts)


@router.get("/wages/template")
async def get_template(page: OnPage, year: Annotated[int, Query(ge=1900, le=9999)]) -> Response:
    """The workbook with everybody who was in service that January."""
    path = f"{_own(page)}/january-template.xlsx?year={year}"
    return await page.download(path, f"january-{year}.xlsx")


@router.post("/wages/files")
async def post_file(
    page: OnPage, file: Annotated[UploadFile, File()], year: Annotated[str, Form()] = ""
) -> Response:
    """Upload a file; the verdict has its own page from the first moment."""
    files = {"file": (file.filename or "january.xlsx", await file.read(), file.content_type)}
    asked = year.strip()
    try:
        uploaded = await page.post(f"{_own(page)}/january-files", data={"year": asked}, files=files)
    except Problem as problem:
        shown = int(asked) if asked.isdecimal() and int(asked) in range(1900, 10000) else None
        refusal = page.refused(problem)
        return await _wages(page, shown, refusal=refusal, status=problem.status)
    return _to_file(page, uploaded["file_id"], again=uploaded["submitted_at"] is not None)


def _to_file(page: Page, file_id: str, *, again: bool) -> Response:
    return page.go(f"/wages/files/{file_id}" + (f"?{CHANGED_NOTHING}=1" if again else ""))


@router.get("/wages/files/{file_id}")
async def get_file(page: OnPage, file_id: UUID, again: bool = False) -> Response:
    """The verdict on a file, and once it is sent its way to a decision."""
    return await _file(page, file_id, again=again)


async def _file(
    page: Page,
    file_id: UUID,
    *,
    again: bool = False,
    typed: Mapping[str, str] = NOTHING_TYPED,
    refusal: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    path = f"{PAYROLL}/january-files/{file_id}"
    file = await page.get(path)
    if file["state"] == "checking":
        response = page.show("checking.html", target=f"/wages/files/{file_id}")
        response.headers["Refresh"] = "2"
        return response
    facts = {"file": file, "again": again, "typed": typed, "refusal": refusal}
    facts |= await _rows(page, path, file)
    staff = page.signed_in.me["kind"] == "staff"
    decides = staff and file["state"] == "under_review"
    response = page.show("wage_file.html", status=status, decides=decides, **facts)
    whole = not file["rows_faulty"] and not file["rows_missing"]
    if file["state"] == "ready" and whole and file["effect"] is None:
        response.headers["Refresh"] = "2"  # the effect on the bills is on its way
    return response


async def _rows(page: Page, path: str, file: dict[str, Any]) -> dict[str, Any]:
    """What is wrong, who is missing, what is asked; of a file that was sent every row."""
    counts = {"faulty": "rows_faulty", "missing": "rows_missing", "questioned": "rows_questioned"}
    wanted = {which: {"which": which, "limit": SHOWN_ROWS} for which in counts}
    asked = [which for which, count in counts.items() if file[count]]
    found = await asyncio.gather(*(page.get(f"{path}/rows", **wanted[which]) for which in asked))
    shown: dict[str, Any] = {which: [] for which in counts}
    shown |= {which: rows["items"] for which, rows in zip(asked, found, strict=True)}
    sent = file["submitted_at"] is not None
    every = (await page.get(f"{path}/rows", limit=LISTED))["items"] if sent else []
    return {**shown, "rows": every}


@router.get("/wages/files/{file_id}/returned")
async def get_returned(page: OnPage, file_id: UUID) -> Response:
    """The workbook with remarks, and rows for those it leaves out."""
    path = f"{PAYROLL}/january-files/{file_id}/returned.xlsx"
    return await page.download(path, "january-verdict.xlsx")


@router.post("/wages/files/{file_id}/send")
async def post_send(page: OnPage, file_id: UUID) -> Response:
    """Send the file to the branch."""
    try:
        receipt = await page.post(f"{PAYROLL}/january-files/{file_id}/send")
    except Problem as problem:
        return await _file(page, file_id, refusal=page.refused(problem), status=problem.status)
    return _to_file(page, receipt["file_id"], again=receipt["already_sent"])


@router.get("/wages/queue")
async def list_queue(page: OnPage) -> Response:
    """January files that wait for a decision of this officer."""
    files = await page.listed(f"{PAYROLL}/january-files", limit=LISTED)
    return page.show("wage_queue.html", files=files)


@router.post("/wages/files/{file_id}/decision")
async def post_decision(
    page: OnPage,
    file_id: UUID,
    version: Annotated[int, Form()],
    decision: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Record the decision, then the next."""
    body = {"decision": decision, "version": version, "reason": reason.strip() or None}
    try:
        await page.post(f"{PAYROLL}/january-files/{file_id}/decision", body)
    except Problem as problem:
        typed = {"decision": decision, "reason": reason}
        refusal = page.refused(problem)
        return await _file(page, file_id, typed=typed, refusal=refusal, status=problem.status)
    return page.go("/wages/queue")

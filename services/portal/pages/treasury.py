"""Pages of the treasurer: settlement days, the files about them, differences, suspense."""

import asyncio
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from services.portal.gateways.platform import Problem
from services.portal.web import OnPage, Page, PageRoute

BILLING = "/api/billing/v1"
RECONCILIATION = f"{BILLING}/reconciliation"
SHOWN = 50

Refusal = dict[str, str] | None

router = APIRouter(route_class=PageRoute)


@router.get("/f")
async def list_days(page: OnPage) -> Response:
    """Settlement days, newest first, each with what is still missing or unexplained."""
    days = await page.get(f"{RECONCILIATION}/days")
    return page.show("days.html", days=days["items"])


@router.get("/f/imports")
async def list_imports(page: OnPage) -> Response:
    """The upload form and the files so far."""
    return await _imports(page, refusal=None)


async def _imports(page: Page, *, refusal: Refusal, status: int = 200) -> Response:
    files, profiles = await asyncio.gather(
        page.get(f"{RECONCILIATION}/imports", limit=SHOWN),
        page.get(f"{RECONCILIATION}/profiles"),
    )
    facts = {"files": files["items"], "profiles": profiles["items"], "refusal": refusal}
    return page.show("imports.html", status=status, **facts)


@router.post("/f/imports")
async def post_import(
    page: OnPage,
    file: Annotated[UploadFile, File()],
    kind: Annotated[str, Form(max_length=40)] = "",
    profile: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Upload a file; its verdict has its own page from the first moment."""
    content = {"file": (file.filename or "file", await file.read(), file.content_type)}
    asked = {"kind": kind} | ({"profile": profile} if profile else {})
    try:
        told = await page.post(f"{RECONCILIATION}/imports", data=asked, files=content)
    except Problem as problem:
        return await _imports(page, refusal=page.refused(problem), status=problem.status)
    return page.go(f"/f/imports/{told['import_id']}")


@router.get("/f/imports/{import_id}")
async def get_import(page: OnPage, import_id: UUID) -> Response:
    """The verdict on a file."""
    return await _import(page, import_id, refusal=None)


async def _import(page: Page, import_id: UUID, *, refusal: Refusal, status: int = 200) -> Response:
    path = f"{RECONCILIATION}/imports/{import_id}"
    told = await page.get(path)
    lines: list[Any] = []
    if told["state"] in ("ready", "imported") and told["kind"] == "hub-report":
        lines = (await page.get(f"{path}/differences", limit=SHOWN))["items"]
    response = page.show("import.html", status=status, told=told, lines=lines, refusal=refusal)
    if told["state"] == "checking":
        response.headers["Refresh"] = "2"
    return response


@router.post("/f/imports/{import_id}/import")
async def post_take_in(page: OnPage, import_id: UUID) -> Response:
    """Let a checked file count; the day shows what came of it."""
    try:
        told = await page.post(f"{RECONCILIATION}/imports/{import_id}/import")
    except Problem as problem:
        refusal = page.refused(problem)
        return await _import(page, import_id, refusal=refusal, status=problem.status)
    return page.go(f"/f/days/{told['day']}")


@router.get("/f/days/{day}")
async def get_day(page: OnPage, day: date) -> Response:
    """A day's three legs and everything in which they differ."""
    return await _day(page, day.isoformat(), refusal=None)


async def _day(page: Page, day: str, *, refusal: Refusal, status: int = 200) -> Response:
    found = await page.get(f"{RECONCILIATION}/days/{day}")
    return page.show("day.html", status=status, found=found, refusal=refusal)


@router.post("/f/days/{day}/closing")
async def post_closing(page: OnPage, day: date) -> Response:
    """Close the day."""
    try:
        await page.post(f"{RECONCILIATION}/days/{day.isoformat()}/closing")
    except Problem as problem:
        refusal = page.refused(problem)
        return await _day(page, day.isoformat(), refusal=refusal, status=problem.status)
    return page.go(f"/f/days/{day.isoformat()}")


@router.post("/f/days/{day}/differences/{exception_id}/explanation")
async def post_explanation(
    page: OnPage,
    day: date,
    exception_id: UUID,
    explanation: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Write down why a difference is one."""
    path = f"{BILLING}/exceptions/{exception_id}/explanation"
    return await _on_day(page, day, path, {"explanation": explanation.strip()})


@router.post("/f/days/{day}/explanations")
async def post_explanations(
    page: OnPage,
    day: date,
    kind: Annotated[str, Form(max_length=40)] = "",
    explanation: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Write one explanation under all open differences of a kind."""
    path = f"{RECONCILIATION}/days/{day.isoformat()}/explanations"
    return await _on_day(page, day, path, {"kind": kind, "explanation": explanation.strip()})


@router.post("/f/days/{day}/differences/{exception_id}/owner")
async def post_owner(page: OnPage, day: date, exception_id: UUID) -> Response:
    """Take a difference over."""
    path = f"{BILLING}/exceptions/{exception_id}/owner"
    return await _on_day(page, day, path, {"owner": page.signed_in.me["account_id"]})


async def _on_day(page: Page, day: date, path: str, body: dict[str, Any]) -> Response:
    try:
        await page.post(path, body)
    except Problem as problem:
        refusal = page.refused(problem)
        return await _day(page, day.isoformat(), refusal=refusal, status=problem.status)
    return page.go(f"/f/days/{day.isoformat()}")


@router.get("/f/suspense")
async def get_suspense(page: OnPage) -> Response:
    """What stands in suspense, oldest first."""
    return await _suspense(page, refusal=None)


async def _suspense(page: Page, *, refusal: Refusal, status: int = 200) -> Response:
    waiting = await page.get(f"{BILLING}/suspense")
    return page.show("suspense.html", status=status, waiting=waiting, refusal=refusal)


@router.post("/f/suspense/{exception_id}/assignment")
async def post_assignment(
    page: OnPage, exception_id: UUID, establishment_number: Annotated[str, Form(max_length=60)] = ""
) -> Response:
    """Give the money to the establishment it belongs to."""
    body = {"establishment_number": establishment_number.strip()}
    return await _on_suspense(page, f"{BILLING}/suspense/{exception_id}/assignment", body)


@router.post("/f/suspense/{exception_id}/offset")
async def post_offset(
    page: OnPage, exception_id: UUID, against: Annotated[UUID, Form()]
) -> Response:
    """Set two sums against each other."""
    body = {"against": str(against)}
    return await _on_suspense(page, f"{BILLING}/suspense/{exception_id}/offset", body)


async def _on_suspense(page: Page, path: str, body: dict[str, Any]) -> Response:
    try:
        await page.post(path, body)
    except Problem as problem:
        return await _suspense(page, refusal=page.refused(problem), status=problem.status)
    return page.go("/f/suspense")


@router.get("/f/transactions")
async def get_transaction(
    page: OnPage, number: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """One payment by the hub's number, with what became of it."""
    return await _transaction(page, number.strip(), refusal=None)


async def _transaction(page: Page, number: str, *, refusal: Refusal, status: int = 200) -> Response:
    payment, unknown = None, False
    if number:
        try:
            payment = await page.get(f"{BILLING}/transactions/{quote(number, safe='')}")
        except Problem as problem:
            if problem.status != 404:  # noqa: PLR2004
                raise
            unknown = True
    facts = {"number": number, "payment": payment, "unknown": unknown, "refusal": refusal}
    return page.show("transaction.html", status=status, **facts)


@router.post("/f/transactions/reversal")
async def post_reversal(
    page: OnPage,
    number: Annotated[str, Form(max_length=60)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Take a payment back."""
    path = f"{BILLING}/transactions/{quote(number, safe='')}/reversal"
    try:
        await page.post(path, {"reason": reason.strip()})
    except Problem as problem:
        refusal = page.refused(problem)
        return await _transaction(page, number, refusal=refusal, status=problem.status)
    return page.go(f"/f/transactions?number={quote(number, safe='')}")

"""Pages of an establishment's liaison officer."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.pages import individuals
from services.portal.web import ME, NOT_FOUND, OnPage, Page, PageRoute

MOVEMENTS, PAYROLL, BILLING, NOTIFICATIONS = (
    "/api/movements/v1",
    "/api/payroll/v1",
    "/api/billing/v1",
    "/api/notifications/v1",
)
SHOWN_ROWS, LISTED = 50, 100

router = APIRouter(route_class=PageRoute)


@router.get("/")
async def get_home(page: OnPage) -> Response:
    """What is due, what is under review, what is new; for staff, what waits."""
    if page.signed_in.me["kind"] == "staff":
        return await _staff_home(page)
    if page.signed_in.me["kind"] == "individual":
        return await individuals.home(page)
    if not page.acts_for:
        await page.learn_anew()  # the branch may have confirmed the enrolment meanwhile
    if not page.acts_for:
        return await _waiting(page)
    return await _home(page)


async def _waiting(page: Page) -> Response:
    """The enrolment is with the branch: what to bring there."""
    try:
        enrolment = await page.get(f"{ME}/enrolment")
    except Problem as problem:
        if problem.status != NOT_FOUND:
            raise
        enrolment = None
    return page.show("waiting.html", enrolment=enrolment)


async def _home(
    page: Page, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    own = _own(page)
    bill, batches, inbox = await asyncio.gather(
        page.get(f"{BILLING}{own}/bill"),
        page.get(f"{MOVEMENTS}{own}/batches", state="under_review", limit=LISTED),
        page.get(f"{NOTIFICATIONS}{own}/inbox", limit=1),
    )
    facts = {"bill": bill, "waiting": _count(batches), "unread": inbox["unread"]}
    facts["refusal"] = refusal
    return page.show("home.html", status=status, **facts)


@router.post("/sandbox-date")
async def post_sandbox_date(page: OnPage, to: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Move a sandbox's business date."""
    path = f"/api/identity/v1{_own(page)}/sandbox-date"
    try:
        await page.post(path, {"to": digits_only(to)})
    except Problem as problem:
        return await _home(page, refusal=page.refused(problem), status=problem.status)
    await page.learn_anew()
    return page.go("/")


async def _staff_home(page: Page) -> Response:
    waiting = files = None
    if "officer" in _roles(page):
        batches, sent = await asyncio.gather(
            page.get(f"{MOVEMENTS}/batches", limit=LISTED),
            page.get(f"{PAYROLL}/january-files", limit=LISTED),
        )
        waiting, files = _count(batches), _count(sent)
    return page.show("home_staff.html", waiting=waiting, files=files)


def _count(found: dict[str, Any]) -> str:
    """How many a list has, as far as its first page tells."""
    return f"{len(found['items'])}{'+' if found['next_cursor'] else ''}"


def _roles(page: Page) -> set[str]:
    return {role["role"] for role in page.signed_in.me["roles"]}


def _own(page: Page) -> str:
    return f"/establishments/{page.establishment['establishment_id']}"


@router.get("/movements-template")
async def get_template(page: OnPage) -> Response:
    """The workbook to fill in, with the establishment's own people."""
    path = f"{MOVEMENTS}{_own(page)}/movements-template.xlsx"
    return await page.download(path, "movements.xlsx")


@router.get("/workbooks/new")
async def get_upload(page: OnPage) -> Response:
    """The upload form."""
    return page.show("upload.html", month=page.establishment["today"][:7], refusal=None)


@router.post("/workbooks")
async def post_upload(
    page: OnPage,
    file: Annotated[UploadFile, File()],
    month: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Upload a workbook; the verdict has its own page from the first moment."""
    files = {"file": (file.filename or "workbook.xlsx", await file.read(), file.content_type)}
    path = f"{MOVEMENTS}{_own(page)}/workbooks"
    try:
        workbook = await page.post(path, data={"month": month}, files=files)
    except Problem as problem:
        refusal = page.refused(problem)
        return page.show("upload.html", status=problem.status, month=month, refusal=refusal)
    return page.go(f"/workbooks/{workbook['workbook_id']}")


@router.get("/workbooks/{workbook_id}")
async def get_workbook(page: OnPage, workbook_id: UUID) -> Response:
    """The verdict."""
    return await _workbook(page, workbook_id)


async def _workbook(
    page: Page, workbook_id: UUID, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    path = f"{MOVEMENTS}/workbooks/{workbook_id}"
    workbook = await page.get(path)
    if workbook["state"] == "checking":
        response = page.show("checking.html", target=f"/workbooks/{workbook_id}")
        response.headers["Refresh"] = "2"
        return response
    faulty = await page.get(f"{path}/rows", faulty=True, limit=SHOWN_ROWS)
    facts = {"workbook": workbook, "rows": faulty["items"], "refusal": refusal}
    response = page.show("workbook.html", status=status, **facts)
    if workbook["state"] == "ready" and workbook["rows_good"] and workbook["effect"] is None:
        response.headers["Refresh"] = "2"  # the effect on the bill is on its way
    return response


@router.get("/workbooks/{workbook_id}/returned")
async def get_returned(page: OnPage, workbook_id: UUID) -> Response:
    """The workbook with remarks."""
    path = f"{MOVEMENTS}/workbooks/{workbook_id}/returned.xlsx"
    return await page.download(path, "movements-verdict.xlsx")


@router.post("/workbooks/{workbook_id}/send")
async def post_send(
    page: OnPage, workbook_id: UUID, leave_out: Annotated[bool, Form()] = False
) -> Response:
    """Send the ready rows."""
    path = f"{MOVEMENTS}/workbooks/{workbook_id}/send"
    try:
        receipt = await page.post(path, {"leave_out_faulty": leave_out})
    except Problem as problem:
        refusal = page.refused(problem)
        return await _workbook(page, workbook_id, refusal=refusal, status=problem.status)
    return page.go(f"/batches/{receipt['batch_id']}")


@router.get("/batches")
async def list_batches(page: OnPage) -> Response:
    """The establishment's batches, newest first."""
    batches = await page.listed(f"{MOVEMENTS}{_own(page)}/batches", limit=LISTED)
    return page.show("batches.html", batches=batches)


@router.get("/workers")
async def list_workers(page: OnPage) -> Response:
    """Who is covered, and the form to stop somebody."""
    return await _workers(page, refusal=None)


async def _workers(page: Page, *, refusal: dict[str, str] | None, status: int = 200) -> Response:
    workers, reasons = await asyncio.gather(
        page.listed(f"{MOVEMENTS}{_own(page)}/workers", limit=LISTED),
        page.get(f"{MOVEMENTS}/stop-reasons"),
    )
    facts = {"workers": workers, "reasons": reasons["items"], "refusal": refusal}
    return page.show("workers.html", status=status, **facts)


@router.post("/workers/stop")
async def post_stop(
    page: OnPage,
    coverage_id: Annotated[str, Form()] = "",
    stopped_on: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Send a stop to the branch."""
    stop = {"coverage_id": coverage_id, "stopped_on": stopped_on.strip(), "reason": reason}
    try:
        batch = await page.post(f"{MOVEMENTS}{_own(page)}/stops", {"stops": [stop]})
    except Problem as problem:
        return await _workers(page, refusal=page.refused(problem), status=problem.status)
    return page.go(f"/batches/{batch['batch_id']}")


@router.get("/bill")
async def get_bill(page: OnPage) -> Response:
    """What is due, how to pay it, and what was paid."""
    own = _own(page)
    bill, invoices, payments = await asyncio.gather(
        page.get(f"{BILLING}{own}/bill"),
        page.get(f"{BILLING}{own}/invoices"),
        page.listed(f"{BILLING}{own}/payments", limit=LISTED),
    )
    facts = {"invoices": invoices["items"][::-1], "payments": payments}
    return page.show("bill.html", bill=bill, **facts)


@router.get("/invoices/{invoice_id}")
async def get_invoice(page: OnPage, invoice_id: UUID) -> Response:
    """An invoice with every line explained."""
    invoice, lines = await asyncio.gather(
        page.get(f"{BILLING}/invoices/{invoice_id}"),
        page.listed(f"{BILLING}/invoices/{invoice_id}/lines", limit=LISTED),
    )
    changes = (invoice["rehearsal"] or {"changes": []})["changes"]
    covers = dict.fromkeys(one["coverage_id"] for one in [*lines, *changes])
    path = f"{MOVEMENTS}{_own(page)}/workers"
    found = await page.get(path, left=True, coverage_id=[*covers][:200], limit=200)
    people = {one["coverage_id"]: one for one in found["items"]}
    return page.show("invoice.html", invoice=invoice, lines=lines, people=people)


@router.get("/inbox")
async def get_inbox(page: OnPage) -> Response:
    """Messages, newest first."""
    notices = await page.listed(f"{NOTIFICATIONS}{_own(page)}/inbox", limit=LISTED)
    return page.show("inbox.html", notices=notices)


@router.post("/inbox/{item_id}/read")
async def post_read(page: OnPage, item_id: UUID) -> Response:
    """Mark a message as read."""
    await page.post(f"{NOTIFICATIONS}/inbox/{item_id}/read")
    return page.go("/inbox")

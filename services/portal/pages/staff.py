"""Pages of the corporation's staff, and the batch that both sides see."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from services.portal.gateways.platform import Problem
from services.portal.web import OnPage, Page, PageRoute

MOVEMENTS, BILLING = "/api/movements/v1", "/api/billing/v1"
LISTED = 200

router = APIRouter(route_class=PageRoute)


@router.get("/queue")
async def list_queue(page: OnPage) -> Response:
    """Batches that wait for a decision of this officer."""
    batches = await page.listed(f"{MOVEMENTS}/batches", limit=LISTED)
    return page.show("queue.html", batches=batches)


@router.get("/batches/{batch_id}")
async def get_batch(page: OnPage, batch_id: UUID) -> Response:
    """A batch, for its sender and its officer."""
    return await _batch(page, batch_id, refusal=None)


async def _batch(
    page: Page, batch_id: UUID, *, refusal: dict[str, str] | None, status: int = 200
) -> Response:
    path = f"{MOVEMENTS}/batches/{batch_id}"
    batch, rows = await page.get(path), await page.listed(f"{path}/rows", limit=LISTED)
    decides = page.signed_in.me["kind"] == "staff" and batch["state"] == "under_review"
    facts = {"batch": batch, "rows": rows, "decides": decides, "refusal": refusal}
    return page.show("batch.html", status=status, **facts)


@router.post("/batches/{batch_id}/decision")
async def post_decision(
    page: OnPage,
    batch_id: UUID,
    version: Annotated[int, Form()],
    decision: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Record the decision, then the next."""
    body = {"decision": decision, "version": version, "reason": reason.strip() or None}
    try:
        await page.post(f"{MOVEMENTS}/batches/{batch_id}/decision", body)
    except Problem as problem:
        return await _batch(page, batch_id, refusal=page.refused(problem), status=problem.status)
    return page.go("/queue")


@router.get("/closing")
async def get_closing(page: OnPage) -> Response:
    """Close a month; payments to look at."""
    return await _closing(page, refusal=None)


async def _closing(page: Page, *, refusal: dict[str, str] | None, status: int = 200) -> Response:
    raised = await page.get(f"{BILLING}/exceptions", limit=100)
    return page.show("closing.html", status=status, exceptions=raised["items"], refusal=refusal)


@router.post("/closing")
async def post_closing(page: OnPage, month: Annotated[str, Form()] = "") -> Response:
    """Close a month for everybody."""
    try:
        closing = await page.post(f"{BILLING}/month-closings", {"month": month.strip()})
    except Problem as problem:
        return await _closing(page, refusal=page.refused(problem), status=problem.status)
    return page.go(f"/closing/{closing['closing_id']}")


@router.get("/closing/{closing_id}")
async def get_closing_state(page: OnPage, closing_id: UUID) -> Response:
    """How far a closing is."""
    closing = await page.get(f"{BILLING}/month-closings/{closing_id}")
    response = page.show("closing_state.html", closing=closing)
    if closing["state"] == "running":
        response.headers["Refresh"] = "2"
    return response

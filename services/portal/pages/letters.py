"""Letters of an establishment: asked for, refused with the reason, issued, revoked."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.gateways.platform import Problem
from services.portal.web import NOT_FOUND, OnPage, Page, PageRoute

LETTERS = "/api/letters/v1"
REFRESH_SECONDS = "2"
REFRESH_SECONDS_WAITING = "15"

router = APIRouter(route_class=PageRoute)


@router.get("/letters")
async def list_letters(page: OnPage) -> Response:
    """Requests and letters, newest first, and the way to a new one."""
    return await _list(page)


async def _list(
    page: Page, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    found = await page.listed(_requests(page), limit=100)
    return page.show("letters.html", status=status, requests=found, refusal=refusal)


def _requests(page: Page) -> str:
    return f"{LETTERS}/establishments/{page.establishment['establishment_id']}/clearance-requests"


@router.post("/letters")
async def post_letter(page: OnPage) -> Response:
    """Ask for a clearance certificate; the outcome has its own page from the first moment."""
    try:
        request = await page.post(_requests(page))
    except Problem as problem:
        return await _list(page, refusal=page.refused(problem), status=problem.status)
    return page.go(f"/letters/{request['request_id']}")


@router.get("/letters/{request_id}")
async def get_letter(page: OnPage, request_id: UUID) -> Response:
    """The outcome; the page refreshes by itself while there is more to come."""
    request = await _request(page, request_id)
    response = page.show("letter.html", request=request, letter=request["letter"])
    if (seconds := _refresh(request)) is not None:
        response.headers["Refresh"] = seconds
    return response


def _refresh(request: dict[str, Any]) -> str | None:
    letter = request["letter"]
    if request["state"] == "pending":
        return REFRESH_SECONDS_WAITING if request["waiting_since"] else REFRESH_SECONDS
    return REFRESH_SECONDS if letter and not letter["printed"] else None


@router.get("/letters/{request_id}/file")
async def get_letter_file(page: OnPage, request_id: UUID) -> Response:
    """The letter as PDF."""
    letter = (await _request(page, request_id))["letter"]
    if letter is None:
        raise Problem(NOT_FOUND, {})
    path = f"{LETTERS}/letters/{letter['letter_id']}/letter.pdf"
    return await page.download(path, f"clearance-{letter['number']}.pdf")


async def _request(page: Page, request_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = await page.get(f"{LETTERS}/clearance-requests/{request_id}")
    return found

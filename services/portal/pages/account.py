"""One's own account, and the desk where the branch helps."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from services.portal.gateways.platform import Problem
from services.portal.web import ME, NOT_FOUND, OnPage, Page, PageRoute

REOPEN = "/api/identity/v1/recoveries/reopen"

router = APIRouter(route_class=PageRoute)


@router.get("/account")
async def get_account(page: OnPage) -> Response:
    """Who is signed in, and the form for a new password."""
    return await _account(page)


async def _account(
    page: Page, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    changed = "changed" in page.request.query_params
    me = await page.get(ME)
    return page.show("account.html", status=status, me=me, changed=changed, refusal=refusal)


@router.post("/account/password")
async def post_password(
    page: OnPage,
    current: Annotated[str, Form(max_length=256)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
) -> Response:
    """Change the password; other browsers are signed out."""
    body = {"current": current or "-", "password": password or "-"}
    try:
        await page.post(f"{ME}/password", body)
    except Problem as problem:
        return await _account(page, refusal=page.refused(problem), status=problem.status)
    return page.go("/account?changed")


@router.get("/desk")
async def get_desk(page: OnPage) -> Response:
    """What a registrar does for somebody who stands at the branch."""
    return await _desk(page)


async def _desk(
    page: Page, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    roles = (await page.get(ME))["roles"]
    if not any(role["role"] == "registrar" for role in roles):
        raise Problem(NOT_FOUND, {})
    reopened = "reopened" in page.request.query_params
    return page.show("desk.html", status=status, reopened=reopened, refusal=refusal)


@router.post("/desk/recovery")
async def post_desk_recovery(
    page: OnPage,
    kind: Annotated[str, Form()] = "establishment",
    login_id: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Open a recovery that wrong codes have closed."""
    body = {"kind": kind, "login_id": login_id.strip() or "-"}
    try:
        await page.post(REOPEN, body)
    except Problem as problem:
        return await _desk(page, refusal=page.refused(problem), status=problem.status)
    return page.go("/desk?reopened")

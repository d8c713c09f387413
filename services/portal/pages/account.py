"""A lost password, one's own account, and the desk where the branch helps."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.web import NOT_FOUND, OnPage, Page, PageRoute, cookie_name

IDENTITY = "/api/identity/v1"
RECOVERIES = f"{IDENTITY}/recoveries"
KEPT_SECONDS = 300
"""As long as the code holds."""

router = APIRouter(route_class=PageRoute)


@router.get("/recover")
async def get_recover(page: OnPage) -> Response:
    """Whose password is lost."""
    return page.show("recover.html", kind="establishment", login_id="", refusal=None)


@router.post("/recover")
async def post_recover(
    page: OnPage,
    kind: Annotated[str, Form()] = "establishment",
    login_id: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """If the name is known, a code goes to the phone on file; the page says no more than that."""
    body = {"kind": kind, "login_id": login_id.strip()}
    try:
        started = (await page.ask("POST", RECOVERIES, json=body)).json()
    except Problem as problem:
        facts = {"kind": kind, "login_id": login_id, "refusal": page.refused(problem)}
        return page.show("recover.html", status=problem.status, **facts)
    response = page.show("recover_code.html", recovery_id=started["recovery_id"], refusal=None)
    response.set_cookie(
        _flow_cookie(page.request),
        started["flow_token"],
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="strict",
        secure=page.request.app.state.settings.secure_cookies,
        path="/",
    )
    return response


@router.post("/recover/password")
async def post_recovered_password(
    page: OnPage,
    recovery_id: Annotated[UUID, Form()],
    code: Annotated[str, Form(max_length=40)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
) -> Response:
    """The code and a new password; then sign in with it."""
    token = page.request.cookies.get(_flow_cookie(page.request), "-")
    body = {"flow_token": token, "code": digits_only(code) or "-", "password": password or "-"}
    try:
        await page.ask("POST", f"{RECOVERIES}/{recovery_id}/password", json=body)
    except Problem as problem:
        facts = {"recovery_id": recovery_id, "refusal": page.refused(problem)}
        return page.show("recover_code.html", status=problem.status, **facts)
    response = page.show("recovered.html")
    response.delete_cookie(_flow_cookie(page.request), path="/")
    return response


def _flow_cookie(request: Request) -> str:
    """Only the browser that began a recovery can finish it."""
    return f"{cookie_name(request)}-recovery"


@router.get("/account")
async def get_account(page: OnPage) -> Response:
    """Who is signed in, and the form for a new password."""
    return page.show("account.html", me=page.signed_in.me, changed=False, refusal=None)


@router.post("/account/password")
async def post_password(
    page: OnPage,
    current: Annotated[str, Form(max_length=256)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
) -> Response:
    """Change the password; other browsers are signed out."""
    me, body = page.signed_in.me, {"current": current or "-", "password": password or "-"}
    try:
        await page.post(f"{IDENTITY}/me/password", body)
    except Problem as problem:
        refusal = page.refused(problem)
        return page.show(
            "account.html", status=problem.status, me=me, changed=False, refusal=refusal
        )
    return page.show("account.html", me=me, changed=True, refusal=None)


@router.get("/desk")
async def get_desk(page: OnPage) -> Response:
    """What a registrar does for somebody who stands at the branch."""
    return _desk(page)


def _desk(
    page: Page, *, done: str = "", refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    if not any(role["role"] == "registrar" for role in page.signed_in.me["roles"]):
        raise Problem(NOT_FOUND, {})
    return page.show("desk.html", status=status, done=done, refusal=refusal)


@router.post("/desk/recovery")
async def post_desk_recovery(
    page: OnPage,
    kind: Annotated[str, Form()] = "establishment",
    login_id: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Open a recovery that wrong codes have closed."""
    body = {"kind": kind, "login_id": login_id.strip() or "-"}
    try:
        await page.post(f"{RECOVERIES}/reopen", body)
    except Problem as problem:
        return _desk(page, refusal=page.refused(problem), status=problem.status)
    return _desk(page, done=body["login_id"])

"""A lost password: the code comes to the phone on file, and only this browser can use it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.web import OnPage, PageRoute, cookie_name

RECOVERIES = "/api/identity/v1/recoveries"
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
    response = page.show(
        "recover_code.html", recovery_id=started["recovery_id"], login_id=login_id, refusal=None
    )
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
    login_id: Annotated[str, Form(max_length=60)] = "",
    code: Annotated[str, Form(max_length=40)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
) -> Response:
    """The code and a new password; then sign in with it."""
    token = page.request.cookies.get(_flow_cookie(page.request), "-")
    body = {"flow_token": token, "code": digits_only(code) or "-", "password": password or "-"}
    try:
        await page.ask("POST", f"{RECOVERIES}/{recovery_id}/password", json=body)
    except Problem as problem:
        return page.show(
            "recover_code.html",
            status=problem.status,
            recovery_id=recovery_id,
            login_id=login_id,
            refusal=page.refused(problem),
        )
    response = page.show("recovered.html")
    response.delete_cookie(_flow_cookie(page.request), path="/")
    return response


def _flow_cookie(request: Request) -> str:
    """Only the browser that began a recovery can finish it."""
    return f"{cookie_name(request)}-recovery"

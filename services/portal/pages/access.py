"""Signing in and out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from chassis.text import digits_only
from services.portal import sessions
from services.portal.gateways.platform import Problem
from services.portal.web import ME, OnPage, PageRoute, cookie_name

SIGN_INS = "/api/identity/v1/sign-ins"

router = APIRouter(route_class=PageRoute)


@router.get("/sign-in")
async def get_sign_in(page: OnPage) -> Response:
    """The form."""
    return page.show("sign_in.html", kind="establishment", login_id="", refusal=None)


@router.post("/sign-in")
async def post_sign_in(
    page: OnPage,
    kind: Annotated[str, Form()] = "establishment",
    login_id: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Login id and password; a code goes to the phone."""
    body = {"kind": kind, "login_id": login_id.strip(), "password": password}
    try:
        started = (await page.ask("POST", SIGN_INS, json=body)).json()
    except Problem as problem:
        refusal = page.refused(problem)
        return page.show(
            "sign_in.html",
            status=problem.status,
            kind=kind,
            login_id=login_id,
            refusal=refusal,
        )
    return page.show("code.html", started=started, refusal=None)


@router.post("/sign-in/code")
async def post_code(
    page: OnPage,
    sign_in_id: Annotated[UUID, Form()],
    phone_ending: Annotated[str, Form(max_length=10)] = "",
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """The code from the phone opens the session."""
    try:
        body = {"code": digits_only(code)}
        opened = await page.ask("POST", f"{SIGN_INS}/{sign_in_id}/code", json=body)
    except Problem as problem:
        started = {"sign_in_id": sign_in_id, "phone_ending": phone_ending}
        refusal = page.refused(problem)
        return page.show("code.html", status=problem.status, started=started, refusal=refusal)
    tokens, request = opened.json(), page.request
    me = (await page.ask("GET", ME, token=tokens["access_token"])).json()
    engine = request.app.state.edge.engine
    cookie = await sessions.open_session(engine, tokens, me, opened.positions)
    response = page.go("/")
    response.set_cookie(
        cookie_name(request),
        cookie,
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.secure_cookies,
        path="/",
    )
    return response


@router.post("/sign-out")
async def post_sign_out(page: OnPage) -> Response:
    """End the session here and at the platform."""
    session = page.signed_in
    await page.post("/api/identity/v1/sessions/end")
    await sessions.end_session(page.request.app.state.edge.engine, session.cookie_hash)
    response = page.go("/sign-in")
    response.delete_cookie(cookie_name(page.request), path="/")
    return response

"""Enrolling a new establishment, without an account: a draft in parts, resumed by its code."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from services.portal.gateways.platform import Problem
from services.portal.pages.questions import DRAFTS, Questions, ask_questions, faults_of, typed
from services.portal.web import OnPage, Page, PageRoute, cookie_name

START, TASKS = "/register/establishment", "/register/establishment/tasks"
Part = Literal["establishment", "address", "owners", "officer", "password"]
ROWS, ROWS_MORE = 3, 3
OPEN = frozenset({"draft", "returned"})

router = APIRouter(route_class=PageRoute)


@router.get("/register/establishment")
async def get_start(page: OnPage) -> Response:
    """What is needed, and two doors: start, or resume by the code."""
    return page.show("register.html", refusal=None)


@router.post("/register/establishment")
async def post_start(page: OnPage) -> Response:
    """Begin a draft; its code is shown on this page and never again."""
    try:
        started = (await page.ask("POST", DRAFTS)).json()
    except Problem as problem:
        return page.show("register.html", status=problem.status, refusal=page.refused(problem))
    response = page.show("register_code.html", started=started)
    _keep_code(page, response, started["draft_code"])
    return response


@router.post("/register/establishment/resume")
async def post_resume(page: OnPage) -> Response:
    """Go on with a draft, on whatever device."""
    code = typed(await page.request.form(), "draft_code")[:60] or "-"
    try:
        await _resume(page, code)
    except Problem as problem:
        return page.show("register.html", status=problem.status, refusal=page.refused(problem))
    response = page.go(TASKS)
    _keep_code(page, response, code)
    return response


@router.get("/register/establishment/tasks")
async def get_tasks(page: OnPage) -> Response:
    """The five parts and how far each is."""
    draft = await _draft(page)
    if draft is None:
        return page.go(START)
    if draft["state"] not in OPEN:
        return page.go("/register/establishment/done")
    return page.show("register_tasks.html", draft=draft)


@router.get("/register/establishment/check")
async def get_check(page: OnPage) -> Response:
    """Everything that will be sent."""
    return await _check(page)


async def _check(
    page: Page, *, refusal: dict[str, str] | None = None, status: int = 200
) -> Response:
    draft = await _draft(page)
    if draft is None or draft["state"] not in OPEN:
        return page.go(TASKS)
    return page.show("register_check.html", status=status, draft=draft, refusal=refusal)


@router.post("/register/establishment/send")
async def post_send(page: OnPage) -> Response:
    """Send what was on the page; pressed twice, it shows the same receipt."""
    version = typed(await page.request.form(), "version")
    body = {"draft_code": _code(page), "version": int(version) if version.isdecimal() else 0}
    try:
        await page.ask("POST", f"{DRAFTS}/send", json=body)
    except Problem as problem:
        return await _check(page, refusal=page.refused(problem), status=problem.status)
    return page.go("/register/establishment/done")


@router.get("/register/establishment/done")
async def get_done(page: OnPage) -> Response:
    """The numbers, and what happens next."""
    draft = await _draft(page)
    if draft is None or draft["state"] in OPEN:
        return page.go(TASKS)
    return page.show("register_done.html", enrolment=draft)


@router.get("/register/establishment/{part}")
async def get_part(page: OnPage, part: Part) -> Response:
    """One part of the form."""
    draft = await _draft(page)
    if draft is None or draft["state"] not in OPEN:
        return page.go(TASKS)
    told = {one["field"]: one["value"] for one in draft["answers"]}
    facts = {"draft": draft, "told": told, "owners": draft["owners"]}
    return await _part(page, await ask_questions(page), part, **facts)


@router.post("/register/establishment/{part}")
async def post_part(page: OnPage, part: Part) -> Response:
    """Save a part; what is not right is said at its field, and what was typed stays."""
    async with page.request.form() as form:
        return await _save_or_show(page, part, form)


async def _save_or_show(page: Page, part: Part, form: Mapping[str, Any]) -> Response:
    questions = await ask_questions(page)
    told, owners = questions.of_section(part).answers(form), _owners(form)
    facts: dict[str, Any] = {"told": told, "owners": owners}
    if part == "owners" and "more" in form:
        rows = len(owners) + ROWS_MORE
        return await _part(page, questions, part, draft={}, rows=rows, **facts)
    try:
        await _save(page, part, form, told, owners)
    except Problem as problem:
        draft = await _draft(page)
        if draft is None or draft["state"] not in OPEN:
            return page.go(TASKS)
        return await _part(page, questions, part, draft=draft, problem=problem, **facts)
    return page.go(TASKS)


async def _save(
    page: Page,
    part: str,
    form: Mapping[str, Any],
    told: Mapping[str, str],
    owners: list[dict[str, str]],
) -> None:
    body: dict[str, Any] = {"draft_code": _code(page)}
    if part == "owners":
        await page.ask("POST", f"{DRAFTS}/owners", json={**body, "owners": owners})
    elif part == "password":
        password = str(form.get("password", "")) or "-"
        await page.ask("POST", f"{DRAFTS}/password", json={**body, "password": password})
    else:
        answers = {"section": part, "answers": told}
        await page.ask("POST", f"{DRAFTS}/answers", json={**body, **answers})
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            files = {"file": ("proof", await file.read(), "application/octet-stream")}
            await page.ask("POST", f"{DRAFTS}/document", data=body, files=files)


async def _part(
    page: Page,
    questions: Questions,
    part: str,
    *,
    draft: Mapping[str, Any],
    told: Mapping[str, str],
    owners: list[dict[str, str]],
    rows: int = ROWS,
    problem: Problem | None = None,
) -> Response:
    return page.show(
        "register_part.html",
        status=problem.status if problem else 200,
        part=part,
        questions=questions.of_section(part),
        told=told,
        owners=owners,
        rows=max(rows, len(owners) + 1),
        has_document=draft.get("document") is not None,
        faults=faults_of(problem),
        refusal=page.refused(problem) if problem else None,
    )


def _owners(form: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows in which something was typed."""
    numbers = [name.removeprefix("owner_name_") for name in form if name.startswith("owner_name_")]
    rows = [
        {
            "name": typed(form, f"owner_name_{number}")[:300],
            "number": typed(form, f"owner_number_{number}")[:40],
        }
        for number in numbers
    ]
    return [one for one in rows if one["name"] or one["number"]]


async def _draft(page: Page) -> dict[str, Any] | None:
    """The draft of this browser; None if it has none, or none any more."""
    code = _code(page)
    try:
        return await _resume(page, code) if code != "-" else None
    except Problem as problem:
        if problem.status >= 500:  # noqa: PLR2004 - a failure, not a refusal
            raise
        return None


async def _resume(page: Page, code: str) -> dict[str, Any]:
    answer = await page.ask("POST", f"{DRAFTS}/resume", json={"draft_code": code})
    found: dict[str, Any] = answer.json()
    return found


def _code(page: Page) -> str:
    return page.request.cookies.get(_cookie(page.request), "-")


def _cookie(request: Request) -> str:
    return f"{cookie_name(request)}-enrolment"


def _keep_code(page: Page, response: Response, code: str) -> None:
    """In this browser until it is closed: it may be a shared one."""
    response.set_cookie(
        _cookie(page.request),
        code,
        httponly=True,
        samesite="strict",
        secure=page.request.app.state.settings.secure_cookies,
        path="/",
    )

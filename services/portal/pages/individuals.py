"""Individuals: open an account, change phone or e-mail, find one's number; and one's home.

One thing a page. What was answered travels in hidden fields from page to page, never in an address;
the password is asked last and goes straight on. Only the browser that began can finish: it holds a
cookie with the claim's id and flow token.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.pages.person_ways import (
    CHOICES,
    CONTACT,
    NUMBER,
    REGISTRATION,
    Step,
    Way,
)
from services.portal.person_texts import DIAL_CODES
from services.portal.web import ME, OnPage, Page, PageRoute, cookie_name

IDENTITY = "/api/identity/v1"
CHECK = f"{IDENTITY}/registrations/check"
KEPT_SECONDS = 24 * 3600
"""The civil registry may be away for some time; the code itself holds five minutes."""

REFRESH_SECONDS = "3"
ANSWER_MAX = 300
DAY_PARTS = ("year", "month", "day")
PASSWORDS = ("password", "password_again", "channel")

router = APIRouter(route_class=PageRoute)


@router.get("/register/person")
async def get_registration(page: OnPage) -> Response:
    """The first question of a registration."""
    return _ask(page, REGISTRATION, REGISTRATION.steps[0], {})


@router.post("/register/person")
async def post_registration(page: OnPage) -> Response:
    """The answer to one question; at the end, all of them."""
    return await _answered(page, REGISTRATION)


@router.get("/activate-account")
async def get_activation(page: OnPage) -> Response:
    """The code, once the civil registry has agreed."""
    return await _progress(page, REGISTRATION)


@router.post("/activate-account")
async def post_activation(page: OnPage) -> Response:
    """The code from the phone activates the account."""
    return await _finish(page, REGISTRATION)


@router.get("/re-register")
async def get_contact(page: OnPage) -> Response:
    """The first question to whoever has a new phone or e-mail."""
    return _ask(page, CONTACT, CONTACT.steps[0], {})


@router.post("/re-register")
async def post_contact(page: OnPage) -> Response:
    """The answer to one question; at the end, all of them."""
    return await _answered(page, CONTACT)


@router.get("/re-register/code")
async def get_contact_code(page: OnPage) -> Response:
    """The code, once the civil registry has agreed."""
    return await _progress(page, CONTACT)


@router.post("/re-register/code")
async def post_contact_code(page: OnPage) -> Response:
    """The code from the new phone puts it in place."""
    return await _finish(page, CONTACT)


@router.get("/number")
async def get_number(page: OnPage) -> Response:
    """The first question to whoever looks for his number."""
    return _ask(page, NUMBER, NUMBER.steps[0], {})


@router.post("/number")
async def post_number(page: OnPage) -> Response:
    """The answer to one question; at the end, all of them."""
    return await _answered(page, NUMBER)


@router.get("/number/code")
async def get_number_code(page: OnPage) -> Response:
    """The code; the page is the same whether anybody was found."""
    return await _progress(page, NUMBER)


@router.post("/number/code")
async def post_number_code(page: OnPage) -> Response:
    """The code from the phone shows the number."""
    return await _finish(page, NUMBER)


@router.post("/activate-account/again")
async def post_activation_again(page: OnPage) -> Response:
    """Another code for the registration."""
    return await _again(page, REGISTRATION)


@router.post("/re-register/code/again")
async def post_contact_again(page: OnPage) -> Response:
    """Another code to the new phone."""
    return await _again(page, CONTACT)


@router.post("/number/code/again")
async def post_number_again(page: OnPage) -> Response:
    """Another code for the lookup."""
    return await _again(page, NUMBER)


async def home(page: Page) -> Response:
    """An individual's home: what is on file of him."""
    return page.show("person_home.html", own=await page.get(f"{ME}/profile"), choices=CHOICES)


async def _answered(page: Page, way: Way) -> Response:
    form = {name: str(value)[:ANSWER_MAX] for name, value in (await page.request.form()).items()}
    answers = _answers(form, way)
    steps = way.steps_for(answers.get("nationality", ""))
    by_name = {step.name: step for step in steps}
    if form.get("change") in by_name:
        return _ask(page, way, by_name[form["change"]], answers)
    if form.get("step") == "review" and answers.get("nationality"):
        return await _send(page, way, answers, form)
    step = by_name.get(form.get("step", ""), steps[0])
    try:
        remarks = await _judge(page, answers, step.fields)
    except Problem as problem:
        refusal = page.refused(problem)
        return _ask(page, way, step, answers, refusal=refusal, status=problem.status)
    # Another nationality is asked other questions: what it is not asked is left behind.
    steps = way.steps_for(answers.get("nationality", ""))
    for other in steps:
        if not set(other.fields) <= set(answers):
            return _ask(page, way, other, answers, remarks=remarks)
    return await _review(page, way, answers)


def _answers(form: Mapping[str, str], way: Way) -> dict[str, str]:
    """What was answered so far, to the questions that this nationality is asked."""
    found = dict(form)
    if "birth_date_year" in form:
        year, month, day = (digits_only(form.get(f"birth_date_{part}", "")) for part in DAY_PARTS)
        found["birth_date"] = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    fields = {
        field for step in way.steps_for(found.get("nationality", "")) for field in step.fields
    }
    return {name: value for name, value in found.items() if name in fields}


async def _judge(page: Page, answers: Mapping[str, str], fields: tuple[str, ...]) -> list[Any]:
    """What the platform remarks upon in some of the answers; raises `Problem` for a refused one."""
    asked = {field: answers.get(field, "") for field in fields}
    asked["nationality"] = answers.get("nationality", "")
    if "relative_number" in asked:
        asked["number"] = answers.get("number", "")
    found = (await page.ask("POST", CHECK, json=asked)).json()
    remarks: list[Any] = [one[page.language] for one in found["remarks"]]
    return remarks


def _ask(
    page: Page,
    way: Way,
    step: Step,
    answers: Mapping[str, str],
    *,
    refusal: dict[str, str] | None = None,
    remarks: list[Any] | None = None,
    status: int = 200,
) -> Response:
    others = {name: value for name, value in answers.items() if name not in step.fields}
    return page.show(
        "person_step.html",
        status=status,
        way=way,
        step=step,
        answers={field: answers.get(field, "") for field in step.fields},
        others=others,
        choices=CHOICES,
        dial_codes=DIAL_CODES,
        remarks=remarks or [],
        refusal=refusal,
    )


async def _review(
    page: Page,
    way: Way,
    answers: Mapping[str, str],
    *,
    channel: str = "sms",
    refusal: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """All answers with their remarks, each to be changed; for an account also its password."""
    steps = way.steps_for(answers["nationality"])
    answers = {field: answers.get(field, "") for step in steps for field in step.fields}
    remarks = [] if refusal else await _judge(page, answers, tuple(answers))
    return page.show(
        "person_review.html",
        status=status,
        way=way,
        steps=steps,
        answers=answers,
        choices=CHOICES,
        channel=channel,
        remarks=remarks,
        refusal=refusal,
    )


async def _send(
    page: Page, way: Way, answers: Mapping[str, str], form: Mapping[str, str]
) -> Response:
    body: dict[str, str] = {name: value for name, value in answers.items() if value}
    if way.with_password:
        body |= {name: form.get(name, "") for name in PASSWORDS}
    body["language"] = page.language
    try:
        started = (await page.ask("POST", f"{IDENTITY}/{way.resource}", json=body)).json()
    except Problem as problem:
        refusal = page.refused(problem)
        channel = form.get("channel", "sms")
        return await _review(
            page, way, answers, channel=channel, refusal=refusal, status=problem.status
        )
    response = page.go(way.code_path)
    response.set_cookie(
        _cookie(page.request, way),
        f"{started['proof_id']}.{started['flow_token']}",
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="strict",
        secure=page.request.app.state.settings.secure_cookies,
        path="/",
    )
    return response


async def _progress(page: Page, way: Way) -> Response:
    proof_id, token = _begun(page, way)
    if not proof_id:
        return page.go(way.path)
    try:
        path = f"{IDENTITY}/proofs/{proof_id}/state"
        found = (await page.ask("POST", path, json={"flow_token": token})).json()
    except Problem as problem:
        if problem.status not in (404, 422):
            raise
        return page.go(way.path)
    if found["state"] == "sent":
        return page.show("person_code.html", way=way, refusal=None)
    response = page.show("person_waiting.html", way=way, pending=found["state"] == "pending")
    if found["state"] == "pending":
        response.headers["Refresh"] = REFRESH_SECONDS
    return response


async def _again(page: Page, way: Way) -> Response:
    proof_id, token = _begun(page, way)
    if not proof_id:
        return page.go(way.path)
    try:
        await page.ask("POST", f"{IDENTITY}/proofs/{proof_id}/code", json={"flow_token": token})
    except Problem as problem:
        refusal = page.refused(problem)
        return page.show("person_code.html", status=problem.status, way=way, refusal=refusal)
    return page.go(way.code_path)


async def _finish(page: Page, way: Way) -> Response:
    proof_id, token = _begun(page, way)
    if not proof_id:
        return page.go(way.path)
    code = str((await page.request.form()).get("code", ""))[:40]
    body = {"flow_token": token, "code": digits_only(code) or "-"}
    path = f"{IDENTITY}/{way.resource}/{proof_id}/{way.finish}"
    try:
        told = (await page.ask("POST", path, json=body)).json()
    except Problem as problem:
        refusal = page.refused(problem)
        return page.show("person_code.html", status=problem.status, way=way, refusal=refusal)
    response = page.show("person_done.html", way=way, told=told)
    response.delete_cookie(_cookie(page.request, way), path="/")
    return response


def _begun(page: Page, way: Way) -> tuple[str, str]:
    proof_id, _, token = page.request.cookies.get(_cookie(page.request, way), "").partition(".")
    return proof_id, token or "-"


def _cookie(request: Request, way: Way) -> str:
    """Only the browser that began can finish."""
    return f"{cookie_name(request)}-{way.name}"

"""What happened to this? One timeline across all services."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.timeline import timeline
from services.portal.web import OnPage, Page, PageRoute

MOVEMENTS = "/api/movements/v1"
NUMBER_CHARACTERS_MAX = 80

router = APIRouter(route_class=PageRoute)

Number = Annotated[str, Query(max_length=NUMBER_CHARACTERS_MAX)]


@router.get("/timeline")
async def get_timeline(page: OnPage, by: Number = "", number: Number = "") -> Response:
    """By the number of anything; for staff also by establishment or person.

    A liaison officer who names no number sees his establishment's whole timeline.
    """
    number = digits_only(number)
    try:
        asked = await _asked(page, by, number)
    except Problem as problem:
        return _show(page, by, number, status=problem.status, refusal=page.refused(problem))
    if asked is None:
        return _show(page, by, number)
    entries, silent = await timeline(page, asked)
    return _show(page, by, number, entries=entries, silent=silent)


async def _asked(page: Page, by: str, number: str) -> dict[str, str] | None:
    """The question to every service; None while nothing is asked."""
    if page.signed_in.me["kind"] != "staff":
        own = {"establishment_id": page.establishment["establishment_id"]}
        return {**own, "ref": number} if number else own
    if not number:
        return None
    if by == "establishment":
        return {"establishment_number": number}
    if by == "person":
        person = await page.get(f"{MOVEMENTS}/persons/{number}")
        return {"person_id": person["person_id"]}
    return {"ref": number}


def _show(page: Page, by: str, number: str, *, status: int = 200, **found: Any) -> Response:
    facts = {"entries": None, "silent": [], "refusal": None, **found}
    return page.show("timeline.html", status=status, by=by, number=number, **facts)

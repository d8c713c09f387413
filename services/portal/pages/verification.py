"""Does this letter hold? For anybody, without sign-in.

With the QR code the browser checks the signature itself: what stands behind the `#` never comes
here. Without it, or without JavaScript, the letter's number and the end of its holder's number do.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.text import digits_only
from services.portal.gateways.platform import Problem
from services.portal.web import OnPage, PageRoute

VERIFICATIONS = "/api/letters/v1/verifications"
KEYS = "/.well-known/letters-jwks.json"
NOT_A_NUMBER = 422

router = APIRouter(route_class=PageRoute)

Typed = Annotated[str, Query(max_length=40)]


@router.get("/verify")
async def get_verification(page: OnPage, number: Typed = "", holder: Typed = "") -> Response:
    """The form, the outcome of what was typed, and the script that reads a QR code's seal."""
    number, holder = digits_only(number), digits_only(holder)
    facts: dict[str, Any] = {"number": number, "holder": holder, "found": None, "refusal": None}
    page.scripted = True
    if not (number or holder):
        return _show(page, facts)
    try:
        asked = page.ask("GET", f"{VERIFICATIONS}/{number}", params={"holder": holder})
        facts["found"] = (await asked).json()
    except Problem as problem:
        if problem.status != NOT_A_NUMBER:
            facts["refusal"] = page.refused(problem)
            return _show(page, facts, status=problem.status)
        # What cannot be the end of a number belongs to no letter.
        facts["found"] = {"state": "unknown", "number": number}
    return _show(page, facts)


def _show(page: OnPage, facts: dict[str, Any], *, status: int = 200) -> Response:
    return page.show("verify.html", status=status, keys=KEYS, ask=VERIFICATIONS, **facts)

"""Who acts for several establishments chooses one; the choice stands in the page's address."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response

from services.portal.gateways.platform import PlatformAway, Problem
from services.portal.web import OnPage, Page, PageRoute

BILLING = "/api/billing/v1"
DUES_SHOWN = 20
"""So many bills are asked for at once; beyond, the list is names and numbers."""

router = APIRouter(route_class=PageRoute)


@router.get("/switch")
async def get_switch(page: OnPage) -> Response:
    """Every establishment of the reader, with what is due in it."""
    await page.learn_anew()  # another one may have been given to him meanwhile
    own = page.acts_for
    dues = await asyncio.gather(*(_due(page, one) for one in own[:DUES_SHOWN]))
    known = {one["number"]: due for one, due in zip(own, dues, strict=False)}
    return page.show("switch.html", dues=known)


async def _due(page: Page, establishment: Mapping[str, Any]) -> str | None:
    """What is due; None where that cannot be told now."""
    path = f"{BILLING}/establishments/{establishment['establishment_id']}/bill"
    try:
        bill = (await page.call("GET", path)).json()
    except (Problem, PlatformAway):
        return None
    return str(bill["balance_due"])

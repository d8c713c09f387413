"""One timeline out of those that every service keeps: merged, in words, with the gaps named."""

import asyncio
from collections.abc import Mapping
from typing import Any

from services.portal.gateways.platform import PlatformAway, Problem
from services.portal.web import Page

SERVICES = ("identity", "movements", "payroll", "billing", "letters", "notifications")


async def timeline(page: Page, asked: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Entries of all services, oldest first, and the services that did not answer."""
    answers = await asyncio.gather(*(_of(page, service, asked) for service in SERVICES))
    entries = [entry for answer in answers for entry in answer or ()]
    silent = [service for service, answer in zip(SERVICES, answers, strict=True) if answer is None]
    return sorted(entries, key=lambda entry: str(entry["at"])), silent


async def _of(page: Page, service: str, asked: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """One service's entries; None if it is silent."""
    try:
        found: list[dict[str, Any]] = await page.get(f"/api/{service}/v1/activity", **asked)
    except PlatformAway:
        return None
    except Problem as problem:
        if problem.status >= 500:  # noqa: PLR2004 - a failure of that service, not a refusal
            return None
        raise
    return [{**entry, "service": service} for entry in found]

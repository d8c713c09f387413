"""The last step: one timeline out of those of all services tells what happened."""

import asyncio
from collections import Counter
from typing import Any

from deploy.demo.steps import Journey
from deploy.demo.visitor import Visitor, expect, until

SERVICES = ("identity", "movements", "payroll", "billing", "letters", "notifications")
TOLD = (
    "establishment-registered",
    "batch-submitted",
    "batch-approved",
    "coverage-started",
    "coverage-stopped",
    "invoice-posted",
    "payment-posted",
    "letter-issued",
    "payment-settled",
    "reversal-posted",
    "letter-revoked",
)
"""What must stand in it, in this order of first mention."""


async def tell_timeline(journey: Journey) -> str:
    """Every step of the way stands in it, as its owner sees it, in order."""

    async def whole() -> list[dict[str, Any]] | None:
        found = await _entries(journey.clerk, journey.establishment["establishment_id"])
        return found if set(TOLD) <= {entry["what"] for entry in found} else None

    entries = await until(f"on the timeline: {', '.join(TOLD)}", whole)
    words = [entry["what"] for entry in entries]
    firsts = [words.index(word) for word in TOLD]
    expect(firsts == sorted(firsts), f"the order of the timeline: {words}")
    expect("forged-message" not in words, "internal notes are not for the employer")
    counts = Counter(entry["service"] for entry in entries)
    lines = [f"     {entry['at'][11:19]}  {_line(entry)}" for entry in entries]
    return "\n".join([f"the timeline, {_count(counts)}:", *lines, f"     {len(lines)} entries"])


async def _entries(visitor: Visitor, establishment_id: str) -> list[dict[str, Any]]:
    answers = await asyncio.gather(*(_of(visitor, one, establishment_id) for one in SERVICES))
    return sorted((entry for answer in answers for entry in answer), key=lambda one: one["at"])


async def _of(visitor: Visitor, service: str, establishment_id: str) -> list[dict[str, Any]]:
    path = f"/api/{service}/v1/activity"
    found = await visitor.get(path, establishment_id=establishment_id)
    return [{**entry, "service": service} for entry in found]


def _line(entry: dict[str, Any]) -> str:
    amount = entry["facts"].get("amount", "")
    about = "" if "-" in entry["object_id"] else entry["object_id"]
    return f"{entry['service']:<14} {entry['what']} {about} {amount}".rstrip()


def _count(counts: Counter[str]) -> str:
    return ", ".join(f"{service} {number}" for service, number in sorted(counts.items()))

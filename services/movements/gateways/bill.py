"""Billing, asked what a batch would make of a month's bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.money import jod
from chassis.peers import Peer
from services.movements.models import Workbook, WorkbookRow

SECONDS = 5.0


@dataclass(frozen=True)
class Bill:
    """The peer that keeps the bills."""

    peer: Peer

    async def effect(self, workbook: Workbook, rows: Sequence[WorkbookRow]) -> dict[str, Any]:
        """Workers in and out, and the bill before and after; raises `PeerUnavailable`."""
        starts = [_start(row) for row in rows if row.kind == "start"]
        stops = [_stop(row) for row in rows if row.kind == "stop"]
        body = {
            "rehearsal_id": str(workbook.workbook_id),
            "establishment_id": str(workbook.establishment_id),
            "month": workbook.month,
            "starts": starts,
            "stops": stops,
        }
        answer: dict[str, Any] = await self.peer.post("/previews", body)
        return {"workers_in": len(starts), "workers_out": len(stops), **answer}


def _start(row: WorkbookRow) -> dict[str, Any]:
    """Opaque ids, wage and dates: who it is stays here."""
    entry = row.entry or {}
    return {
        "coverage_id": str(row.coverage_id),
        "started_on": entry["started_on"],
        "wage": jod(entry["amount_wage"]),
        "hazardous": entry["hazardous"],
    }


def _stop(row: WorkbookRow) -> dict[str, Any]:
    entry = row.entry or {}
    return {"coverage_id": str(row.coverage_id), "stopped_on": entry["stopped_on"]}

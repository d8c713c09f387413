"""Billing, asked what a file's wages would make of a month's bill."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.money import jod
from chassis.peers import Peer
from services.payroll.models import Cover

SECONDS = 5.0


@dataclass(frozen=True)
class Bill:
    """The peer that keeps the bills."""

    peer: Peer

    async def effect(
        self,
        establishment_id: UUID,
        month: str,
        wages: Iterable[tuple[Cover, int]],
        *,
        effective_from: date,
    ) -> dict[str, Any]:
        """The bill of a month (`YYYY-MM`) before and after; wages in fils by period of cover.

        Who it is stays here: ids are opaque. Raises `PeerUnavailable`.
        """
        body = {
            "establishment_id": str(establishment_id),
            "month": month,
            "wages": [
                {
                    "coverage_id": str(cover.coverage_id),
                    "effective_from": effective_from.isoformat(),
                    "wage": jod(wage),
                }
                for cover, wage in wages
            ],
        }
        answer: dict[str, Any] = await self.peer.post("/previews", body)
        shown = ("amount_before", "amount_after", "difference", "billed")
        return {"month": month, **{name: answer[name] for name in shown}}

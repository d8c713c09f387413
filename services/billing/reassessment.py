"""Ordering that closed months of an establishment are assessed anew, after facts have changed."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from chassis.clock import month_of
from chassis.unit_of_work import UnitOfWork
from services.billing.queries import invoices

REASSESS = "reassess_months"
LANE = "closings"


async def reassess_from(
    work: UnitOfWork,
    establishment_id: UUID,
    day: date,
    *,
    kind: Literal["wages-declared", "coverage-changed"],
    number: str | None = None,
) -> None:
    """Have every closed month from that of `day` on assessed again; nothing if there is none.

    The caller holds the establishment, so that no closing slips in between.
    """
    months = await invoices.closed_months(work, establishment_id, since=month_of(day))
    if not months:
        return
    cause = {"kind": kind, "number": number}
    order: dict[str, Any] = {"establishment_id": str(establishment_id), "cause": cause}
    work.enqueue(REASSESS, order | {"months": months}, lane=LANE)

"""Announce the limits of the law that other services need."""

from typing import get_args

from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import LawParameterSet
from services.billing.queries import law

ANNOUNCED = frozenset(get_args(LawParameterSet.model_fields["parameter"].annotation))


async def load_law(work: UnitOfWork, *, again: bool) -> int:
    """Publish what has not been announced yet, or with `again` everything; how many periods."""
    count = 0
    for row in await law.law_parameters(work):
        if row.parameter not in ANNOUNCED or (row.announced_at is not None and not again):
            continue
        work.publish(LawParameterSet.model_validate(row.model_dump(exclude={"announced_at"})))
        row.announced_at = work.now
        count += 1
    return count

"""The law as billing announces it, told to services that keep copies of its limits."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.limits import keep_limit
from contracts.events.billing import LawParameterSet
from tests.services.people import acting

LAW = [
    ("minimum_wage", "290.000", "jod", date(2025, 1, 1)),
    ("minimum_age", "16", "years", date(2014, 3, 1)),
]


async def announce_law(
    engine: AsyncEngine, law: Sequence[tuple[str, str, str, date]] = LAW
) -> None:
    """A service hears of limits."""
    async with acting(engine) as work:
        for parameter, value, unit, first in law:
            event = LawParameterSet.model_validate(
                {
                    "parameter": parameter,
                    "value": value,
                    "unit": unit,
                    "effective_from": first,
                    "legal_basis": "test",
                    "mark": "A",
                }
            )
            await keep_limit(work, event)

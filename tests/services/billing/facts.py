"""Facts that billing hears of, as tests tell them."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.ids import uuid7
from chassis.jobs import JobWorker
from contracts.events.movements import CoverageStarted, CoverageStopped
from contracts.events.payroll import DeclaredWage, WagesDeclared
from services.billing.jobs import jobs
from services.billing.models.invoices import Invoice
from services.billing.queries import accounts, invoices
from services.billing.reassessment import LANE
from services.billing.use_cases.close_month import close_month
from services.billing.use_cases.end_cover import end_cover
from services.billing.use_cases.keep_cover import keep_cover
from services.billing.use_cases.keep_wages import keep_wages
from tests.services.people import Establishment, acting, staff

_order = count()


def started(
    at: Establishment,
    *,
    on: date = date(2026, 1, 1),
    wage: str = "500.000",
    hazardous: bool = False,
    coverage_id: UUID | None = None,
) -> CoverageStarted:
    """A worker's cover began."""
    return CoverageStarted(
        coverage_id=coverage_id or uuid7(),
        batch_id=uuid7(),
        establishment_id=at.establishment_id,
        person_id=uuid7(),
        started_on=on,
        wage=wage,
        hazardous=hazardous,
    )


async def hears_start(engine: AsyncEngine, event: CoverageStarted) -> UUID:
    """Billing hears that cover began; at least once, so twice."""
    async with acting(engine) as work:
        await keep_cover(work, event)
        await keep_cover(work, event)
    return event.coverage_id


def stopped(at: Establishment, coverage_id: UUID, day: date) -> CoverageStopped:
    """A worker's cover ended."""
    return CoverageStopped(
        coverage_id=coverage_id,
        batch_id=uuid7(),
        establishment_id=at.establishment_id,
        person_id=uuid7(),
        stopped_on=day,
        reason="RESIGNATION",
    )


async def hears_stop(engine: AsyncEngine, event: CoverageStopped) -> None:
    """Billing hears that cover ended."""
    async with acting(engine) as work:
        await end_cover(work, event)


async def hears_wages(
    engine: AsyncEngine,
    at: Establishment,
    wages: dict[UUID, str],
    *,
    year: int = 2026,
    in_parts: bool = False,
) -> None:
    """Billing hears the wages of an accepted January file; each file is declared a bit later.

    With `in_parts` every wage comes as a part of its own, and what is due is done in between.
    """
    number, file_id = next(_order), uuid7()
    told = [
        DeclaredWage(coverage_id=one, person_id=uuid7(), wage=wage) for one, wage in wages.items()
    ]
    parts = [[one] for one in told] if in_parts else [told]
    for part, some in enumerate(parts, start=1):
        event = WagesDeclared(
            establishment_id=at.establishment_id,
            file_id=file_id,
            number=f"F{number}",
            effective_from=date(year, 1, 1),
            part=part,
            parts=len(parts),
            wages=some,
            declared_at=datetime(2026, 2, 20, tzinfo=UTC) + timedelta(minutes=number),
        )
        async with acting(engine) as work:
            await keep_wages(work, event)
        if in_parts:
            await does_what_is_due(engine)


async def closes(engine: AsyncEngine, at: Establishment, *months: str) -> None:
    """The treasurer closes months of an establishment, and what follows is done."""
    treasurer = await staff(engine, "treasurer")
    for month in months:
        async with acting(engine, treasurer) as work:
            await close_month(work, month=month, establishment_id=at.establishment_id)
    await does_what_is_due(engine)


async def does_what_is_due(engine: AsyncEngine) -> None:
    """The worker of billing's jobs does everything that waits."""
    worker = JobWorker(jobs, LANE, engine, BusinessClock())
    while await worker.run_one():
        pass


async def documents(engine: AsyncEngine, at: Establishment) -> list[Invoice]:
    """Every invoice and adjustment, oldest month first."""
    async with acting(engine) as work:
        return await invoices.invoices_of(work, at.establishment_id)


async def balance(engine: AsyncEngine, at: Establishment) -> int:
    """What an establishment owes, in fils."""
    async with acting(engine) as work:
        return await accounts.balance(work, at.establishment_id)

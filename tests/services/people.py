"""People and establishments that tests speak of, put into a service's own copies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.ids import uuid7
from chassis.tables import EstablishmentCopy, GrantCopy
from chassis.unit_of_work import Caller, UnitOfWork, unit_of_work
from tests.conftest import NOW


@dataclass(frozen=True)
class Establishment:
    """An employer with its liaison officer."""

    establishment_id: UUID
    officer: Caller


@asynccontextmanager
async def acting(
    engine: AsyncEngine, caller: Caller | None = None, *, at: datetime = NOW
) -> AsyncIterator[UnitOfWork]:
    """A command of a caller, at the tests' instant unless another is named."""
    async with unit_of_work(engine, BusinessClock(), caller=caller, now=at) as work:
        yield work


def somebody(kind: str) -> Caller:
    """A signed-in person without any grant."""
    return Caller(uuid7(), "staff" if kind == "staff" else "establishment", uuid7())


def individual() -> Caller:
    """A signed-in individual."""
    return Caller(uuid7(), "individual", uuid7())


async def employer(
    engine: AsyncEngine, number: str = "1000001", branch: str = "amman-center"
) -> Establishment:
    """An establishment as identity announced it."""
    made = Establishment(uuid7(), somebody("establishment"))
    await copied(engine, made, number=number, branch=branch)
    return made


async def copied(
    engine: AsyncEngine,
    one: Establishment,
    number: str = "1000001",
    branch: str = "amman-center",
) -> None:
    """A service hears of an establishment and of its officer."""
    async with acting(engine) as work:
        work.session.add(
            EstablishmentCopy(
                establishment_id=one.establishment_id,
                number=number,
                name_ar="شركة النور",
                name_en="Al Noor Company",
                branch=branch,
                payment_number=f"98{number}",
                rate_scheme="private",
                registered_on=date(2020, 1, 1),
                clock_shift_days=0,
            )
        )
        work.session.add(
            GrantCopy(
                grant_id=uuid7(),
                account_id=one.officer.subject,
                kind="liaison",
                establishment_id=one.establishment_id,
            )
        )


async def staff(engine: AsyncEngine, role: str, branch: str | None = None) -> Caller:
    """A member of staff with a role."""
    caller = somebody("staff")
    async with acting(engine) as work:
        work.session.add(
            GrantCopy(
                grant_id=uuid7(), account_id=caller.subject, kind="staff", role=role, branch=branch
            )
        )
    return caller


async def announced(engine: AsyncEngine) -> list[str]:
    """The types of all events announced so far, in order."""
    async with engine.connect() as connection:
        found = await connection.execute(text("select type from outbox order by seq"))
        return [str(name).split(".")[-2] for name in found.scalars()]

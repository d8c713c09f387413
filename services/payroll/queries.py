"""Reads of payroll."""

from collections.abc import Collection
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlmodel import col

from chassis.clock import month_bounds
from chassis.unit_of_work import UnitOfWork
from services.payroll.models import Cover, DeclaredWage, FileRow, JanuaryFile, Parameter

Which = Literal["faulty", "missing", "questioned"]


def _in_january(establishment_id: UUID, year: int) -> ColumnElement[bool]:
    """Cover at an establishment on any day of a January."""
    first, last = month_bounds(f"{year:04d}-01")
    still = or_(col(Cover.stopped_on).is_(None), col(Cover.stopped_on) >= first)
    here = col(Cover.establishment_id) == establishment_id
    return here & (col(Cover.started_on) <= last) & still


async def cover_in_january(work: UnitOfWork, establishment_id: UUID, year: int) -> list[Cover]:
    """Cover on any day of a January, oldest first."""
    found = await work.session.execute(
        select(Cover)
        .where(_in_january(establishment_id, year))
        .order_by(col(Cover.started_on), col(Cover.coverage_id))
    )
    return list(found.scalars())


async def workers_in_january(work: UnitOfWork, establishment_id: UUID, year: int) -> int:
    """How many persons were in service."""
    found = await work.session.execute(
        select(func.count(col(Cover.person_id).distinct())).where(
            _in_january(establishment_id, year)
        )
    )
    return int(found.scalar_one())


async def wages_declared_for(
    work: UnitOfWork, establishment_id: UUID, year: int
) -> list[DeclaredWage]:
    """Every wage declared for cover that was there in a January."""
    found = await work.session.execute(
        select(DeclaredWage)
        .join(Cover, col(Cover.coverage_id) == col(DeclaredWage.coverage_id))
        .where(_in_january(establishment_id, year))
    )
    return list(found.scalars())


async def parameter(work: UnitOfWork, name: str, day: date) -> str:
    """The value of a parameter on a day; each has one from `figures_known_from` on."""
    found = await work.session.execute(
        select(col(Parameter.value))
        .where(
            col(Parameter.parameter) == name,
            col(Parameter.effective_from) <= day,
            or_(col(Parameter.effective_to).is_(None), col(Parameter.effective_to) >= day),
        )
        .order_by(col(Parameter.effective_from).desc())
        .limit(1)
    )
    return str(found.scalar_one())


_KNOWN_FROM = text("""
select max(first) from (
  select min(effective_from) as first from parameter group by parameter
  union all
  select min(effective_from) from law_limit where parameter = 'minimum_wage'
) as figures
""")


async def figures_known_from(work: UnitOfWork) -> date:
    """The first day for which every figure is known that a file is checked by.

    As long as billing has announced no minimum wage, that of the other figures.
    """
    found: date = (await work.session.execute(_KNOWN_FROM)).scalar_one()
    return found


async def file(work: UnitOfWork, file_id: UUID, *, lock: bool = False) -> JanuaryFile | None:
    """One file; with `lock`, as it stands now, held until the end of the transaction."""
    return await work.session.get(
        JanuaryFile, file_id, with_for_update=lock or None, populate_existing=lock
    )


async def hold_year(work: UnitOfWork, establishment_id: UUID, year: int) -> None:
    """Hold every file of an establishment for a year until the end of the transaction.

    Always in one order, so that two senders wait for each other and nobody for himself.
    """
    await work.session.execute(
        select(col(JanuaryFile.file_id))
        .where(col(JanuaryFile.establishment_id) == establishment_id, col(JanuaryFile.year) == year)
        .order_by(col(JanuaryFile.file_id))
        .with_for_update()
    )


async def standing_file(work: UnitOfWork, establishment_id: UUID, year: int) -> JanuaryFile | None:
    """The file that stands for a year: the last one sent that was not rejected."""
    found = await work.session.execute(
        select(JanuaryFile)
        .where(
            col(JanuaryFile.establishment_id) == establishment_id,
            col(JanuaryFile.year) == year,
            col(JanuaryFile.state).in_(("under_review", "accepted")),
        )
        .order_by(col(JanuaryFile.submitted_at).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def files_of(
    work: UnitOfWork, establishment_id: UUID, *, before: UUID | None, limit: int
) -> list[JanuaryFile]:
    """Files of an establishment, newest first."""
    query = select(JanuaryFile).where(col(JanuaryFile.establishment_id) == establishment_id)
    if before is not None:
        query = query.where(col(JanuaryFile.file_id) < before)
    found = await work.session.execute(query.order_by(col(JanuaryFile.file_id).desc()).limit(limit))
    return list(found.scalars())


async def queue(
    work: UnitOfWork,
    branches: Collection[str] | None,
    *,
    state: str,
    after: UUID | None,
    limit: int,
) -> list[JanuaryFile]:
    """Files in a state, oldest first, of some branches (None: of all)."""
    query: Select[JanuaryFile] = select(JanuaryFile).where(col(JanuaryFile.state) == state)
    if branches is not None:
        query = query.where(col(JanuaryFile.branch).in_(branches))
    if after is not None:
        query = query.where(col(JanuaryFile.file_id) > after)
    found = await work.session.execute(query.order_by(col(JanuaryFile.file_id)).limit(limit))
    return list(found.scalars())


async def next_file_number(work: UnitOfWork) -> str:
    """The number people know a file by."""
    found = await work.session.execute(text("select nextval('january_file_number')"))
    return str(found.scalar_one())


async def file_rows(
    work: UnitOfWork,
    file_id: UUID,
    *,
    which: Which | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[FileRow]:
    """Rows in the order of the sheet, then workers without one; or only those of one kind."""
    query = select(FileRow).where(col(FileRow.file_id) == file_id, col(FileRow.place) > after)
    if which == "missing":
        query = query.where(col(FileRow.row).is_(None))
    elif which == "faulty":
        wrong = func.jsonb_array_length(col(FileRow.findings)) > 0
        query = query.where(col(FileRow.row).is_not(None), wrong)
    elif which == "questioned":
        query = query.where(func.jsonb_array_length(col(FileRow.questions)) > 0)
    found = await work.session.execute(query.order_by(col(FileRow.place)).limit(limit))
    return list(found.scalars())

"""Uploaded files about settlement days: their profiles, their verdicts, their lines."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models.reconciliation import (
    BankEntry,
    HubReportLine,
    ImportProfile,
    ReconciliationImport,
)

_SLICE = 2000
"""Rows a statement."""


async def profiles(work: UnitOfWork, *, on: date, kind: str | None = None) -> list[ImportProfile]:
    """Mapping profiles in force on a day, the newest first of each name."""
    query = select(ImportProfile).where(
        col(ImportProfile.effective_from) <= on,
        or_(col(ImportProfile.effective_to).is_(None), col(ImportProfile.effective_to) >= on),
    )
    if kind is not None:
        query = query.where(col(ImportProfile.kind) == kind)
    newest = col(ImportProfile.effective_from).desc()
    return list(
        (await work.session.execute(query.order_by(col(ImportProfile.name), newest))).scalars()
    )


async def one_import(
    work: UnitOfWork, import_id: UUID, *, lock: bool = False
) -> ReconciliationImport | None:
    """One file."""
    return await work.session.get(ReconciliationImport, import_id, with_for_update=lock)


async def imported(
    work: UnitOfWork, kind: str, *, file_hash: str | None = None, day: date | None = None
) -> ReconciliationImport | None:
    """The file of this content, or of this day, that counts."""
    query = select(ReconciliationImport).where(
        col(ReconciliationImport.kind) == kind, col(ReconciliationImport.state) == "imported"
    )
    if file_hash is not None:
        query = query.where(col(ReconciliationImport.file_hash) == file_hash)
    if day is not None:
        query = query.where(col(ReconciliationImport.day) == day)
    return (await work.session.execute(query)).scalar_one_or_none()


async def imports(
    work: UnitOfWork, *, before: UUID | None, limit: int
) -> list[ReconciliationImport]:
    """Uploaded files, newest first."""
    query = select(ReconciliationImport)
    if before is not None:
        query = query.where(col(ReconciliationImport.import_id) < before)
    newest = col(ReconciliationImport.import_id).desc()
    return list((await work.session.execute(query.order_by(newest).limit(limit))).scalars())


async def keep_lines(
    work: UnitOfWork, kind: type[HubReportLine] | type[BankEntry], rows: Sequence[dict[str, Any]]
) -> None:
    """Write the lines of a file; lines of an earlier attempt go first."""
    if rows:
        this_file = col(kind.import_id) == rows[0]["import_id"]
        await work.session.execute(delete(kind).where(this_file))
    for start in range(0, len(rows), _SLICE):
        await work.session.execute(insert(kind), rows[start : start + _SLICE])


async def differing_lines(
    work: UnitOfWork, import_id: UUID, *, after: int, limit: int
) -> list[HubReportLine]:
    """Lines of a report in which something differs, in the order of the file."""
    found = await work.session.execute(
        select(HubReportLine)
        .where(
            col(HubReportLine.import_id) == import_id,
            col(HubReportLine.difference).is_not(None),
            col(HubReportLine.line) > after,
        )
        .order_by(col(HubReportLine.line))
        .limit(limit)
    )
    return list(found.scalars())


async def lines_with(work: UnitOfWork, import_id: UUID, difference: str) -> list[HubReportLine]:
    """Lines of a report about which matching found this."""
    found = await work.session.execute(
        select(HubReportLine)
        .where(
            col(HubReportLine.import_id) == import_id, col(HubReportLine.difference) == difference
        )
        .order_by(col(HubReportLine.line))
    )
    return list(found.scalars())


async def bank_entries(work: UnitOfWork, import_id: UUID) -> list[BankEntry]:
    """Every movement of a statement, in its order."""
    found = await work.session.execute(
        select(BankEntry).where(col(BankEntry.import_id) == import_id).order_by(col(BankEntry.line))
    )
    return list(found.scalars())

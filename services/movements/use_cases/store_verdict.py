"""Store the verdict on a workbook: its rows with their findings, or why the file is refused."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from chassis.errors import Refusal
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.verdicts import plain_cells, refuse
from services.movements import queries
from services.movements.models import Workbook, WorkbookRow
from services.movements.rules.findings import RULES
from services.movements.rules.verdict import JudgedRow

REHEARSE = "rehearse_workbook"
REHEARSALS = "rehearsals"


async def store_verdict(
    work: UnitOfWork, workbook_id: UUID, verdict: Sequence[JudgedRow] | Refusal
) -> None:
    """Write rows and counts, or the refusal of the whole file; a second verdict changes nothing."""
    workbook = await queries.workbook(work, workbook_id, lock=True)
    assert workbook is not None, "a workbook is never deleted"
    if workbook.state != "checking":
        return
    workbook.checked_at = work.now
    if isinstance(verdict, Refusal):
        refuse(workbook, verdict)
    else:
        await _keep_rows(work, workbook, verdict)
        if workbook.rows_good:
            work.enqueue(REHEARSE, {"workbook_id": str(workbook_id)}, lane=REHEARSALS)
    work.record(
        "command",
        f"workbook-{workbook.state}",
        about=("workbook", workbook_id),
        establishment_id=workbook.establishment_id,
        rows=workbook.rows_total,
        good=workbook.rows_good,
    )


async def _keep_rows(work: UnitOfWork, workbook: Workbook, rows: Sequence[JudgedRow]) -> None:
    workbook.state = "ready"
    workbook.rows_total = len(rows)
    workbook.rows_good = sum(row.good for row in rows)
    await work.session.execute(
        delete(WorkbookRow).where(col(WorkbookRow.workbook_id) == workbook.workbook_id)
    )
    work.session.add_all(
        WorkbookRow(
            workbook_id=workbook.workbook_id,
            place=place,
            kind=row.kind,
            row=row.number,
            coverage_id=_coverage_id(row),
            cells=plain_cells(row.cells),
            findings=[finding.as_document(RULES) for finding in row.findings],
            entry=_entry(row),
        )
        for place, row in enumerate(rows, start=1)
    )


def _coverage_id(row: JudgedRow) -> UUID | None:
    """The period a good row is about; that of an enrolment has its id before it begins."""
    if not row.good:
        return None
    return uuid7() if row.covered is None else UUID(row.covered.coverage_id)


def _entry(row: JudgedRow) -> dict[str, Any] | None:
    """What would be sent: the person as the registers know him, and the movement."""
    if not row.good:
        return None
    if row.stop is not None and row.covered is not None:
        return {
            "coverage_id": row.covered.coverage_id,
            "person_id": row.covered.person_id,
            "stopped_on": row.stop.stopped_on.isoformat(),
            "reason": row.stop.reason,
        }
    if row.entry is None or row.person is None:
        return None
    person = plain_cells(asdict(row.person))
    return {
        "person": person,
        "started_on": row.entry.started_on.isoformat(),
        "amount_wage": row.entry.amount_wage,
        "hazardous": row.entry.hazardous,
        "phone": row.entry.phone,
    }

"""Store the verdict on a workbook: its rows with their findings, or why the file is refused."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from chassis.errors import Refusal
from chassis.unit_of_work import UnitOfWork
from services.movements import queries
from services.movements.models import Workbook, WorkbookRow
from services.movements.rules.verdict import JudgedRow


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
        _refuse(workbook, verdict)
    else:
        await _keep_rows(work, workbook, verdict)
    work.record(
        "command",
        f"workbook-{workbook.state}",
        about=("workbook", workbook_id),
        establishment_id=workbook.establishment_id,
        rows=workbook.rows_total,
        good=workbook.rows_good,
    )


def _refuse(workbook: Workbook, refusal: Refusal) -> None:
    workbook.state = "refused"
    workbook.refusal = {"code": refusal.code(), **asdict(refusal.said())}


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
            row=row.number,
            cells={key: _plain(value) for key, value in row.cells.items()},
            findings=[finding.as_document() for finding in row.findings],
            entry=_entry(row),
        )
        for row in rows
    )


def _entry(row: JudgedRow) -> dict[str, Any] | None:
    """What would be sent: the person as the registers know him, and the movement."""
    if row.entry is None or row.person is None or not row.good:
        return None
    person = {key: _plain(value) for key, value in asdict(row.person).items()}
    return {
        "person": person,
        "started_on": row.entry.started_on.isoformat(),
        "amount_wage": row.entry.amount_wage,
        "hazardous": row.entry.hazardous,
        "phone": row.entry.phone,
    }


def _plain(value: Any) -> Any:
    """A cell as JSON keeps it: dates and exact numbers as text."""
    return str(value) if isinstance(value, Decimal | date) else value

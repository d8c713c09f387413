"""Store the verdict on a January file: its rows with their findings, or why it is refused."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from chassis.errors import Refusal
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.verdicts import plain_cells, refuse
from services.payroll import queries
from services.payroll.models import FileRow, JanuaryFile
from services.payroll.rules.findings import QUESTIONS, RULES
from services.payroll.rules.verdict import JudgedRow

REHEARSE = "rehearse_file"
REHEARSALS = "rehearsals"


async def store_verdict(
    work: UnitOfWork, file_id: UUID, verdict: Sequence[JudgedRow] | Refusal
) -> None:
    """Write rows and counts, or the refusal of the whole file; a second verdict changes nothing.

    A file that may be sent is rehearsed next.
    """
    file = await queries.file(work, file_id, lock=True)
    assert file is not None, "a file is never deleted"
    if file.state != "checking":
        return
    file.checked_at = work.now
    file.version += 1
    if isinstance(verdict, Refusal):
        refuse(file, verdict)
    else:
        await _keep_rows(work, file, verdict)
        if not file.rows_faulty and not file.rows_missing:
            work.enqueue(REHEARSE, {"file_id": str(file_id)}, lane=REHEARSALS)
    work.record(
        "command",
        f"january-upload-{file.state}",
        about=("january-upload", file_id),
        establishment_id=file.establishment_id,
        year=file.year,
        rows=file.rows,
        faulty=file.rows_faulty,
        missing=file.rows_missing,
        questioned=file.rows_questioned,
    )


async def _keep_rows(work: UnitOfWork, file: JanuaryFile, rows: Sequence[JudgedRow]) -> None:
    file.state = "ready"
    file.rows = sum(not row.missing for row in rows)
    file.rows_faulty = sum(row.faulty for row in rows)
    file.rows_missing = sum(row.missing for row in rows)
    file.rows_questioned = sum(bool(row.questions) for row in rows)
    await work.session.execute(delete(FileRow).where(col(FileRow.file_id) == file.file_id))
    work.session.add_all(
        FileRow(
            file_id=file.file_id,
            place=place,
            row=row.number,
            person_id=UUID(row.worker.person_id) if row.worker else None,
            amount_before=row.worker.amount_before if row.worker else None,
            amount_wage=row.amount_wage,
            cells=plain_cells(row.cells),
            findings=[one.as_document(RULES) for one in row.findings],
            questions=[one.as_document(QUESTIONS) for one in row.questions],
        )
        for place, row in enumerate(rows, start=1)
    )

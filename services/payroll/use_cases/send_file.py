"""Send a checked January file: it waits for an officer of the establishment's branch."""

from collections.abc import Sequence
from uuid import UUID

from chassis.authorize import acts_for, caller_of
from chassis.errors import Message, NotFound, Refusal
from chassis.files import rows_hash
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.verdicts import check_verdict
from contracts.events.payroll import PayrollFileSubmitted
from services.payroll import queries
from services.payroll.decisions import EVENT_FIELDS, note
from services.payroll.models import FileRow, JanuaryFile
from services.payroll.registers import check_whole, roll


class FaultyFile(Refusal):
    """A January file is whole: one faulty row or one missing worker, and nothing of it is sent."""

    message = Message(
        ar="لا يُرسل ملف كانون الثاني ناقصًا: صفوف فيها أخطاء {faulty}، وعاملون دون صف {missing}.",
        en="A January file is sent whole: {faulty} rows are faulty, {missing} workers have no row.",
        fix_ar="تنزيل الملف مع الملاحظات وتصحيحه وإكماله، ثم رفعه من جديد.",
        fix_en="Download the workbook with remarks, correct and complete it, then upload it again.",
    )


async def send_file(work: UnitOfWork, file_id: UUID) -> tuple[JanuaryFile, bool]:
    """The file as sent, and whether the same had been sent before (then nothing changes).

    It takes the place of the file that stands for the year. Raises `NotFound`, `StillChecking`,
    `WorkbookRefused`, `FaultyFile`, `NoLongerWhole`.
    """
    file = await queries.file(work, file_id)
    if file is None:
        raise NotFound
    establishment = await acts_for(work, file.establishment_id)
    await queries.hold_year(work, file.establishment_id, file.year)
    file = await queries.file(work, file_id, lock=True)
    assert file is not None, "a file is never deleted"
    if file.submitted_at is not None:
        return file, True
    stands = await queries.standing_file(work, file.establishment_id, file.year)
    if stands is not None and stands.file_hash == file.file_hash:
        return stands, True
    rows = await _whole(work, file)
    if stands is not None:
        await _supersede(work, file, stands)
    await _submit(work, file, establishment, rows)
    return file, False


async def _whole(work: UnitOfWork, file: JanuaryFile) -> Sequence[FileRow]:
    """Its rows, if everybody is there and nothing is wrong, also by what is known now."""
    check_verdict(file)
    if file.rows_faulty or file.rows_missing:
        raise FaultyFile(faulty=file.rows_faulty, missing=file.rows_missing)
    rows = await queries.file_rows(work, file.file_id)
    in_service = await roll(work, file.establishment_id, file.year)
    check_whole(in_service, [row.person_id for row in rows])
    return rows


async def _supersede(work: UnitOfWork, file: JanuaryFile, stands: JanuaryFile) -> None:
    """A file that still waits leaves the queue; an accepted one stays as it was decided."""
    file.supersedes_id = stands.file_id
    if stands.state == "under_review":
        stands.state = "superseded"
        stands.version += 1
        note(work, stands, "superseded")
        await work.session.flush()  # one file of a year waits at a time


async def _submit(
    work: UnitOfWork, file: JanuaryFile, establishment: EstablishmentCopy, rows: Sequence[FileRow]
) -> None:
    caller, number = await caller_of(work), await queries.next_file_number(work)
    file.state, file.branch, file.number = "under_review", establishment.branch, number
    file.rows_hash = rows_hash(
        row.model_dump(mode="json", include={"person_id", "amount_wage"}) for row in rows
    )
    file.submitted_by, file.submitted_at = caller.subject, work.now
    file.version += 1
    carried = {"rows_hash", "file_hash", "submitted_by", "submitted_at", "supersedes_id"}
    work.publish(PayrollFileSubmitted(**file.model_dump(include=EVENT_FIELDS | carried)))
    note(work, file, "submitted")

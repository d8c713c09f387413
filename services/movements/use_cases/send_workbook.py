"""Send a checked workbook: its good rows become a batch that waits for an officer."""

from typing import Any
from uuid import UUID

from chassis.authorize import acts_for
from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.verdicts import check_verdict
from services.movements import queries
from services.movements.batches import Movement, open_batch
from services.movements.models import Batch, Workbook, WorkbookRow


class FaultyRows(Refusal):
    """Some rows are faulty and the sender did not choose to leave them out."""

    message = Message(
        ar="في الملف {faulty} من أصل {total} صفوف فيها أخطاء.",
        en="{faulty} of {total} rows are faulty.",
        fix_ar="تصحيحها ورفع الملف من جديد، أو اختيار الإرسال دونها.",
        fix_en="Correct them and upload again, or choose to send without them.",
    )


class NothingToSend(Refusal):
    """No row is good."""

    message = Message(
        ar="لا يوجد صف صحيح في الملف.",
        en="No row of the workbook is good.",
        fix_ar="تصحيح الصفوف ورفع الملف من جديد.",
        fix_en="Correct the rows and upload again.",
    )


async def send_workbook(
    work: UnitOfWork, workbook_id: UUID, *, leave_out_faulty: bool
) -> tuple[Batch, bool]:
    """The batch, and whether its file had been sent before (then nothing changes).

    Raises `NotFound`, `StillChecking`, `WorkbookRefused`, `FaultyRows`, `NothingToSend`.
    """
    workbook = await queries.workbook(work, workbook_id, lock=True)
    if workbook is None:
        raise NotFound
    establishment = await acts_for(work, workbook.establishment_id)
    earlier = workbook if workbook.state == "sent" else await _sent_before(work, workbook)
    if earlier is not None:
        assert earlier.batch_id is not None, "a sent workbook has its batch"
        batch = await queries.batch(work, earlier.batch_id)
        assert batch is not None, "a batch is never deleted"
        return batch, True
    _check_sendable(workbook, leave_out_faulty=leave_out_faulty)
    rows = await queries.workbook_rows(work, workbook_id, faulty=False)
    batch = await open_batch(
        work,
        establishment,
        month=workbook.month,
        movements=[_movement(row) for row in rows],
        file_hash=workbook.file_hash,
        effect=workbook.effect,
    )
    workbook.state, workbook.batch_id = "sent", batch.batch_id
    return batch, False


def _movement(row: WorkbookRow) -> Movement:
    kind: Any = row.kind
    assert row.entry is not None, "a good row has its entry"
    assert row.coverage_id is not None, "and its period"
    return Movement(row.row, kind, row.coverage_id, row.entry)


async def _sent_before(work: UnitOfWork, workbook: Workbook) -> Workbook | None:
    return await queries.sent_workbook(
        work,
        establishment_id=workbook.establishment_id,
        month=workbook.month,
        file_hash=workbook.file_hash,
    )


def _check_sendable(workbook: Workbook, *, leave_out_faulty: bool) -> None:
    check_verdict(workbook)
    if workbook.rows_good == 0:
        raise NothingToSend
    faulty = workbook.rows_total - workbook.rows_good
    if faulty and not leave_out_faulty:
        raise FaultyRows(faulty=faulty, total=workbook.rows_total)

"""Take in an enrolment workbook; it is checked right after, nothing is committed by it."""

from datetime import date
from uuid import UUID

from chassis.authorize import acts_for, caller_of
from chassis.clock import asked_month, month_of
from chassis.errors import Message, Refusal
from chassis.files import Files, digest
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.archive import check_size
from services.movements import queries
from services.movements.models import Workbook

CHECK = "check_workbook"
LANE = "workbooks"


class MonthNotOpen(Refusal):
    """Movements are declared for the current month or an earlier one."""

    message = Message(
        ar="الشهر {month} لم يبدأ بعد. الشهر الحالي {current}.",
        en="The month {month} has not begun. The current month is {current}.",
        fix_ar="اختيار الشهر الحالي أو شهر سابق.",
        fix_en="Choose the current month or an earlier one.",
    )


async def upload_workbook(
    work: UnitOfWork,
    *,
    establishment_id: UUID,
    month: str | None,
    file_name: str,
    content: bytes,
    files: Files,
) -> Workbook:
    """Keep the file and have it checked; the same content already sent gives that workbook back.

    `month` is `YYYY-MM`, by default the month of the establishment's business date. Raises
    `NotFound` for another's establishment, `WorkbookTooLarge`, `NotAMonth`, `MonthNotOpen`.
    """
    establishment = await acts_for(work, establishment_id)
    check_size(content)
    today = work.today(establishment)
    month = month or month_of(today)
    _check_month(month, today)
    file_hash = digest(content)
    sent = await queries.sent_workbook(
        work, establishment_id=establishment_id, month=month, file_hash=file_hash
    )
    if sent is not None:
        return sent
    await files.put(content)
    caller = await caller_of(work)
    workbook = Workbook(
        workbook_id=uuid7(),
        establishment_id=establishment_id,
        month=month,
        file_name=file_name[:200],
        file_hash=file_hash,
        uploaded_by=caller.subject,
        uploaded_at=work.now,
    )
    work.session.add(workbook)
    work.enqueue(CHECK, {"workbook_id": str(workbook.workbook_id)}, lane=LANE)
    return workbook


def _check_month(month: str, today: date) -> None:
    first, _ = asked_month(month)
    if first > today:
        raise MonthNotOpen(month=month, current=month_of(today))

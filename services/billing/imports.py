"""What every file about a settlement day must be before it counts."""

from datetime import date
from typing import Literal
from uuid import UUID

from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.billing.models.reconciliation import ReconciliationDay, ReconciliationImport
from services.billing.queries import imports

HUB_REPORT: Literal["hub-report"] = "hub-report"
BANK_STATEMENT: Literal["bank-statement"] = "bank-statement"
Kind = Literal["hub-report", "bank-statement"]


class StillReading(Refusal):
    """The verdict is not there yet."""

    status = 409
    message = Message(
        ar="ما زال فحص الملف جاريًا.",
        en="The file is still being checked.",
        fix_ar="إعادة المحاولة بعد ثوانٍ.",
        fix_en="Try again in a few seconds.",
    )


class FileRefused(Refusal):
    """The file was refused as a whole."""

    status = 409
    message = Message(
        ar="لم يُقبل الملف: {reason_ar}",
        en="The file was not accepted: {reason_en}",
        fix_ar="رفع ملف صحيح.",
        fix_en="Upload a right file.",
    )


class DayHasFile(Refusal):
    """The day has a file of this kind already: no day counts twice."""

    status = 409
    message = Message(
        ar="لليوم \u2066{day}\u2069 ملف مستورد من قبل (\u2068{file}\u2069). لا يُحسب يوم مرتين.",
        en="The day {day} has an imported file already ({file}). No day counts twice.",
        fix_ar="مراجعة اليوم، أو طلب ملف اليوم الصحيح.",
        fix_en="Look at the day, or ask for the file of the right day.",
    )


class DayNotBegun(Refusal):
    """A file about a day that is still to come."""

    message = Message(
        ar="اليوم \u2066{day}\u2069 لم يبدأ بعد. اليوم هو \u2066{today}\u2069.",
        en="The day {day} has not begun. Today is {today}.",
        fix_ar="طلب ملف اليوم الصحيح.",
        fix_en="Ask for the file of the right day.",
    )


async def ready_import(
    work: UnitOfWork, import_id: UUID, kind: Kind
) -> tuple[ReconciliationImport, bool]:
    """The file, locked, and whether its content counts already (then nothing changes).

    Raises `NotFound`, `StillReading`, `FileRefused`.
    """
    told = await imports.one_import(work, import_id, lock=True)
    if told is None or told.kind != kind:
        raise NotFound
    earlier = await imports.imported(work, kind, file_hash=told.file_hash)
    if earlier is not None:
        return earlier, True
    if told.state == "checking":
        raise StillReading
    if told.state == "refused":
        reason = told.refusal or {}
        raise FileRefused(reason_ar=reason.get("ar", ""), reason_en=reason.get("en", ""))
    return told, False


async def check_day(work: UnitOfWork, kind: Kind, day: date) -> None:
    """Raises `DayNotBegun`, and `DayHasFile` if another file counts for the day."""
    if day > work.today():
        raise DayNotBegun(day=day.isoformat(), today=work.today().isoformat())
    other = await imports.imported(work, kind, day=day)
    if other is not None:
        raise DayHasFile(day=day.isoformat(), file=other.file_name)


def take_in(work: UnitOfWork, told: ReconciliationImport, day: ReconciliationDay, by: UUID) -> None:
    """From now on the file counts for its day."""
    told.state, told.imported_by, told.imported_at = "imported", by, work.now
    if told.kind == HUB_REPORT:
        day.report_import_id = told.import_id
    else:
        day.statement_import_id = told.import_id
    work.record(
        "money",
        f"{told.kind}-imported",
        about=("settlement-day", day.day.isoformat()),
        internal=True,
        file=told.file_name,
        file_hash=told.file_hash,
        lines=told.lines,
    )

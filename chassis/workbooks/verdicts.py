"""What every workbook has that is checked before it is sent: its refusals, its cells as stored."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from chassis.errors import Message, Refusal
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow


class StillChecking(Refusal):
    """The verdict is not there yet."""

    status = 409
    message = Message(
        ar="ما زال التحقق من الملف جاريًا.",
        en="The workbook is still being checked.",
        fix_ar="إعادة المحاولة بعد ثوانٍ.",
        fix_en="Try again in a few seconds.",
    )


class WorkbookRefused(Refusal):
    """The file as a whole could not be read."""

    status = 409
    message = Message(
        ar="لم يُقبل الملف: {reason_ar}",
        en="The workbook was not accepted: {reason_en}",
        fix_ar="تصحيح الملف ورفعه من جديد.",
        fix_en="Correct the file and upload it again.",
    )


class Checked(Protocol):
    """A workbook with its verdict; `checking` comes first, `refused` is the file as a whole."""

    state: str
    refusal: dict[str, Any] | None


def check_verdict(workbook: Checked) -> None:
    """Raises `StillChecking` before the verdict, `WorkbookRefused` after a refusal."""
    if workbook.state == "checking":
        raise StillChecking
    if workbook.state == "refused":
        reason = workbook.refusal or {}
        raise WorkbookRefused(reason_ar=reason.get("ar", ""), reason_en=reason.get("en", ""))


def refuse(workbook: Checked, refusal: Refusal) -> None:
    """Note why the file as a whole is refused."""
    workbook.state = "refused"
    workbook.refusal = {"code": refusal.code(), **asdict(refusal.said())}


def plain(value: Any) -> Any:
    """A cell as JSON keeps it: dates and exact numbers as text."""
    return str(value) if isinstance(value, Decimal | date) else value


def plain_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row as JSON keeps them."""
    return {key: plain(value) for key, value in cells.items()}


def typed_row(number: int, columns: Sequence[Column], cells: Mapping[str, Any]) -> SheetRow:
    """Stored cells as a sheet has them."""
    return SheetRow(number, {one.key: _typed(one, cells.get(one.key)) for one in columns})


def _typed(column: Column, value: Any) -> Any:
    """A day or an amount was kept as text; what was written otherwise stays as it was."""
    if isinstance(value, str):
        with suppress(ValueError, InvalidOperation):
            if column.kind == "date":
                return date.fromisoformat(value)
            if column.kind == "amount":
                return Decimal(value)
    return value

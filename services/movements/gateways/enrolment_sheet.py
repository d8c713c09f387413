"""The enrolment workbook: its columns, the empty template, and the workbook with its verdict."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from chassis.workbooks import writing
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow

TITLE_AR, TITLE_EN = "تسجيل مؤمن عليهم", "Enrolment"
COLUMNS = (
    Column("national_number", "الرقم الوطني / الشخصي", "National / personal number"),
    Column("insurance_number", "رقم التأمين", "Insurance number", required=False),
    Column("birth_date", "تاريخ الميلاد", "Birth date", kind="date"),
    Column("name", "الاسم", "Name", width=30, required=False),
    Column("started_on", "تاريخ المباشرة", "Start date", kind="date"),
    Column("wage", "الأجر الشهري", "Monthly wage", kind="amount"),
    Column("hazardous", "مهنة خطرة", "Hazardous occupation", kind="flag", required=False),
    Column("phone", "رقم الهاتف", "Phone", required=False),
)


def template() -> bytes:
    """The empty workbook."""
    return writing.template(COLUMNS, title_ar=TITLE_AR, title_en=TITLE_EN)


def returned(
    rows: Iterable[tuple[int, Mapping[str, Any]]], marks: Mapping[int, Mapping[str, str]]
) -> bytes:
    """Rows (number, cells as stored) as they were written, faulty cells with what is wrong."""
    sheet = [
        SheetRow(number, {column.key: _typed(column, cells.get(column.key)) for column in COLUMNS})
        for number, cells in rows
    ]
    return writing.returned(COLUMNS, sheet, marks, title_ar=TITLE_AR, title_en=TITLE_EN)


def _typed(column: Column, value: Any) -> Any:
    """A stored cell as a sheet has it: days and amounts are kept as text beside the verdict."""
    if isinstance(value, str):
        with suppress(ValueError, InvalidOperation):
            if column.kind == "date":
                return date.fromisoformat(value)
            if column.kind == "amount":
                return Decimal(value)
    return value

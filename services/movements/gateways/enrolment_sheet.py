"""The enrolment workbook: its columns, the empty template, and the workbook with its verdict."""

from collections.abc import Mapping, Sequence

from chassis.workbooks import writing
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow

TITLE = {"title_ar": "تسجيل مؤمن عليهم", "title_en": "Enrolment"}
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
    return writing.template(COLUMNS, **TITLE)


def returned(rows: Sequence[SheetRow], marks: Mapping[int, Mapping[str, str]]) -> bytes:
    """The rows as they were written, each faulty cell with what is wrong in it."""
    return writing.returned(COLUMNS, rows, marks, **TITLE)

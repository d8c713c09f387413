"""What helps people fill in a template: checks while they type, and a sheet that explains."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chassis.workbooks.columns import Column
from chassis.workbooks.styles import Styles

SHEET_NAME: Final = "تعليمات Guidance"
YES_AR: Final = "نعم"
NO_AR: Final = "لا"

_CHECKS: Final[dict[str, dict[str, Any]]] = {
    "date": {
        "validate": "date",
        "criteria": "between",
        "minimum": date(1900, 3, 1),
        "maximum": date(2199, 12, 31),
        "error_title": "تاريخ / Date",
        "error_message": "يكتب التاريخ مثل 2026-03-01.\nWrite a date such as 2026-03-01.",
    },
    "amount": {
        "validate": "decimal",
        "criteria": ">",
        "value": 0,
        "error_title": "مبلغ / Amount",
        "error_message": "يكتب مبلغ أكبر من صفر.\nWrite an amount above zero.",
    },
    "flag": {
        "validate": "list",
        "source": [YES_AR, NO_AR],
        "error_title": "نعم أو لا / Yes or no",
        "error_message": "يُختار نعم أو لا.\nChoose نعم (yes) or لا (no).",
    },
}
_EXPECTED: Final = {
    "text": ("نص أو رقم كما هو في الوثيقة", "Text, or a number as in the document"),
    "date": ("تاريخ مثل 2026-03-01", "A date such as 2026-03-01"),
    "amount": ("مبلغ بالدينار مثل 500.000", "An amount in dinars such as 500.000"),
    "flag": ("نعم أو لا", "نعم (yes) or لا (no)"),
}
_HEAD: Final = ("العمود", "Column", "ما يكتب فيه", "What to write in it")
_RULES: Final = (
    (
        "يلزم وجود الأعمدة المشار إليها بنجمة *.",
        "Columns with an asterisk * have to be there.",
    ),
    (
        "تكتب القيم وحدها: صيغ الحساب لا تُقبل.",
        "Write values alone: formulas are not accepted.",
    ),
    (
        "صف واحد لكل سجل، من غير دمج خلايا. الصفوف المخفية تُقرأ أيضًا.",
        "One row for each record, no merged cells. Hidden rows are read too.",
    ),
    (
        "الأرقام العربية والهندية مقبولة.",
        "Digits may be 0-9 or ٠-٩.",
    ),
)


def add_checks(sheet: Worksheet, columns: Sequence[Column], *, rows: int) -> None:
    """Have the first `rows` rows under the head checked while they are typed."""
    for place, column in enumerate(columns):
        if column.kind in _CHECKS:
            sheet.data_validation(1, place, rows, place, _CHECKS[column.kind])


def add_sheet(
    workbook: Workbook, styles: Styles, columns: Sequence[Column], *, title: tuple[str, str]
) -> None:
    """Add the sheet that says in both languages what belongs where."""
    sheet = workbook.add_worksheet(SHEET_NAME)
    sheet.right_to_left()
    sheet.set_column(0, 3, 40)
    _write(sheet, 0, title, styles.title)
    for row, rule in enumerate(_RULES, start=2):
        _write(sheet, row, rule)
    head_row = len(_RULES) + 3
    _write(sheet, head_row, _HEAD, styles.head)
    for row, column in enumerate(columns, start=head_row + 1):
        mark = " *" if column.required else ""
        _write(sheet, row, (column.ar + mark, column.en + mark, *_EXPECTED[column.kind]))


def _write(sheet: Worksheet, row: int, line: Sequence[str], form: Format | None = None) -> None:
    for place, text in enumerate(line):
        sheet.write_string(row, place, text, form)

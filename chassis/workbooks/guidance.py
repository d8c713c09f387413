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
_CHOICE: Final = {
    "validate": "list",
    "error_title": "اختيار / Choice",
    "error_message": "يُختار من القائمة.\nChoose from the list.",
}
_CHOICES_COLUMN: Final = 5
_EXPECTED: Final = {
    "text": ("نص أو رقم كما هو في الوثيقة", "Text, or a number as in the document"),
    "date": ("تاريخ مثل 2026-03-01", "A date such as 2026-03-01"),
    "amount": ("مبلغ بالدينار مثل 500.000", "An amount in dinars such as 500.000"),
    "flag": ("نعم أو لا", "نعم (yes) or لا (no)"),
    "choice": ("اختيار من القائمة", "A choice from the list"),
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


class Guidance:
    """The sheet that says in both languages what belongs where, and holds the lists to choose from.

    It is the last sheet of the workbook: tables are announced to it while they are made.
    """

    def __init__(self, workbook: Workbook, styles: Styles) -> None:
        self._workbook = workbook
        self._styles = styles
        self._tables: list[tuple[tuple[str, str], Sequence[Column]]] = []
        self._choices: list[tuple[str, ...]] = []

    def add_table(
        self, sheet: Worksheet, columns: Sequence[Column], *, title: tuple[str, str], rows: int
    ) -> None:
        """Explain a table, and have the first `rows` rows under its head checked while typed."""
        self._tables.append((title, columns))
        for place, column in enumerate(columns):
            check = self._check(column)
            if check is not None:
                sheet.data_validation(1, place, rows, place, check)

    def _check(self, column: Column) -> dict[str, Any] | None:
        if column.kind != "choice":
            return _CHECKS.get(column.kind)
        letter = chr(ord("A") + _CHOICES_COLUMN + len(self._choices))
        self._choices.append(column.choices)
        last = len(column.choices)
        return {**_CHOICE, "source": f"='{SHEET_NAME}'!${letter}$1:${letter}${last}"}

    def write(self) -> None:
        """Write the sheet."""
        sheet = self._workbook.add_worksheet(SHEET_NAME)
        sheet.right_to_left()
        sheet.set_column(0, 3, 40)
        row = 0
        for rule in _RULES:
            _write(sheet, row, rule)
            row += 1
        for title, columns in self._tables:
            row = _write_table(sheet, row + 1, title, columns, self._styles)
        for place, choices in enumerate(self._choices, start=_CHOICES_COLUMN):
            sheet.set_column(place, place, 40)
            sheet.write_column(0, place, choices)


def _write_table(
    sheet: Worksheet, row: int, title: tuple[str, str], columns: Sequence[Column], styles: Styles
) -> int:
    """One table's part; the first row below it."""
    _write(sheet, row, title, styles.title)
    _write(sheet, row + 1, _HEAD, styles.head)
    for place, column in enumerate(columns, start=row + 2):
        mark = " *" if column.required else ""
        _write(sheet, place, (column.ar + mark, column.en + mark, *_EXPECTED[column.kind]))
    return row + 2 + len(columns)


def _write(sheet: Worksheet, row: int, line: Sequence[str], form: Format | None = None) -> None:
    for place, text in enumerate(line):
        sheet.write_string(row, place, text, form)

"""The workbooks we give out: the empty template, and a filled one with remarks on its cells."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Self

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from chassis.text import clean
from chassis.workbooks import guidance
from chassis.workbooks.cells import Cell, number_text
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow
from chassis.workbooks.styles import CELL_TEXT_MAX, Styles, sheet_name

REMARKS: Final = "الملاحظات / Notes"
_REMARKS_WIDTH: Final = 60
# The calendar of a sheet counts a 29 February 1900 that never was; earlier days are kept as text.
_FIRST_DAY: Final = date(1900, 3, 1)
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")
_LINE_POINTS: Final = 15
_COMMENT: Final = {"x_scale": 2.5, "y_scale": 1.2, "font_size": 10}


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook: its title, its columns, and rows that stand in it already.

    `marks` is by row number and column key; the key "" speaks of the whole row.
    """

    title_ar: str
    title_en: str
    columns: Sequence[Column]
    rows: Sequence[SheetRow] = ()
    marks: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def template(*tables: Table, rows: int = 500) -> bytes:
    """A workbook to fill in: `rows` rows a sheet check what is typed, a last sheet guides."""
    with _Workbook() as made:
        guide = guidance.Guidance(made.workbook, made.styles)
        for table in tables:
            sheet = _Sheet(made, table)
            for row in table.rows:
                sheet.write_row(row, {})
            title = (table.title_ar, table.title_en)
            guide.add_table(sheet.sheet, table.columns, title=title, rows=rows)
        guide.write()
    return made.content()


def returned(*tables: Table) -> bytes:
    """The rows at the numbers they had, with what is wrong in them.

    A marked cell is coloured and commented, and the last column has every sentence of the row.
    """
    with _Workbook() as made:
        for table in tables:
            sheet = _Sheet(made, table)
            sheet.add_remarks_column()
            for row in table.rows:
                sheet.write_row(row, table.marks.get(row.number, {}))
            sheet.add_filter(last_row=max((row.number for row in table.rows), default=1))
    return made.content()


class _Workbook:
    """A workbook under construction."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self.workbook = Workbook(self._bytes, {"in_memory": True})
        self.styles = Styles(self.workbook)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.workbook.close()

    def content(self) -> bytes:
        """The finished workbook."""
        return self._bytes.getvalue()


class _Sheet:
    """A sheet of our form under construction, right to left, its head frozen."""

    def __init__(self, made: _Workbook, table: Table) -> None:
        self._columns = table.columns
        self.styles = made.styles
        title = f"{table.title_ar} / {table.title_en}"
        if not made.workbook.worksheets():
            made.workbook.set_properties({"title": title})
        self.sheet: Worksheet = made.workbook.add_worksheet(sheet_name(table.title_ar))
        self._write_head()

    def add_remarks_column(self) -> None:
        """Head the column that follows ours."""
        place = len(self._columns)
        self.sheet.set_column(place, place, _REMARKS_WIDTH, self.styles.remarks)
        self.sheet.write_string(0, place, REMARKS, self.styles.head)

    def add_filter(self, *, last_row: int) -> None:
        """Let people show the rows with remarks alone; `last_row` as people count."""
        self.sheet.autofilter(0, 0, max(last_row - 1, 1), len(self._columns))

    def write_row(self, row: SheetRow, marks: Mapping[str, str]) -> None:
        """One row at its own number, with its marks."""
        index = row.number - 1
        of_row = marks.get("", "")
        for place, column in enumerate(self._columns):
            remark = marks.get(column.key, "")
            colour = "cell" if remark else "row" if of_row else ""
            self._write(index, place, row.cells.get(column.key), column.kind, colour)
            if comment := "\n".join(filter(None, (remark, of_row if place == 0 else ""))):
                self.sheet.write_comment(index, place, _text(comment), _COMMENT)
        if marks:
            sentences = "\n".join(dict.fromkeys(marks.values()))
            self.sheet.write_string(index, len(self._columns), _text(sentences))
            self.sheet.set_row(index, _LINE_POINTS * (sentences.count("\n") + 1))

    def _write_head(self) -> None:
        self.sheet.right_to_left()
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(0, 2 * _LINE_POINTS)
        for place, column in enumerate(self._columns):
            self.sheet.set_column(place, place, column.width, self.styles.of(column.kind))
            mark = " *" if column.required else ""
            self.sheet.write_string(0, place, column.header + mark, self.styles.head)

    def _write(self, row: int, place: int, value: Cell, kind: str, colour: str) -> None:
        """A value as it was: exact numbers and days as such, everything else as text."""
        if value is None:
            self.sheet.write_blank(row, place, None, self.styles.of(kind, colour))
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, place, value, self.styles.of(kind, colour))
        elif isinstance(value, date) and value >= _FIRST_DAY:
            self.sheet.write_datetime(row, place, value, self.styles.of("date", colour))
        elif isinstance(value, Decimal) and _is_exact(value):
            self.sheet.write_number(row, place, float(value), self.styles.of("amount", colour))
        else:
            text = _text(str(value))
            form = "formula-like" if text.startswith(_FORMULA_SIGNS) else "text"
            self.sheet.write_string(row, place, text, self.styles.of(form, colour))


def _is_exact(number: Decimal) -> bool:
    """Whether a sheet, which keeps 15 digits, gives the number back."""
    return number.is_finite() and Decimal(number_text(float(number))) == number


def _text(text: str) -> str:
    """Text as a cell can hold it, line by line."""
    return "\n".join(clean(line) for line in text.split("\n"))[:CELL_TEXT_MAX]

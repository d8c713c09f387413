"""From a workbook's bytes to the filled rows of its table. Runs inside the reading process."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from chassis.workbooks import archive, package
from chassis.workbooks.cells import Carried, Found, carried
from chassis.workbooks.columns import Column
from chassis.workbooks.headers import Head, best_head
from chassis.workbooks.refusals import (
    ColumnRepeated,
    ColumnsMissing,
    EncryptedWorkbook,
    NoRows,
    TooManyRows,
    UnreadableWorkbook,
)
from chassis.workbooks.survey import Survey, survey

HEAD_ROWS: Final = 5
_Row = tuple[int, Sequence[Found]]
CarriedRow = tuple[int, list[Carried], list[str]]
"""Number as people see it, a value for each column, keys of the columns with a formula."""


@dataclass(frozen=True)
class _Table:
    """A sheet with its head found, and what the survey knows about its cells."""

    sheet: CalamineSheet
    survey: Survey
    head: Head


def rows_of(content: bytes, columns: Sequence[Column], *, rows_max: int) -> list[CarriedRow]:
    """The filled rows of the first visible sheet that has the columns.

    Raises any refusal of this package.
    """
    parts = archive.unpacked(content)
    package.check_parts(parts)
    parts = package.readable(parts)
    try:
        table = _table(archive.packed(parts), package.sheet_parts(parts), columns)
        rows = _filled(table, columns, rows_max)
    except PasswordError as error:
        raise EncryptedWorkbook from error
    except CalamineError as error:
        raise UnreadableWorkbook from error
    if not rows:
        raise NoRows
    return rows


def _table(
    plain: io.BytesIO, sheet_parts: Mapping[str, bytes], columns: Sequence[Column]
) -> _Table:
    tables: list[_Table] = []
    workbook = CalamineWorkbook.from_filelike(plain)
    for name in _visible_sheets(workbook):
        if name not in sheet_parts:
            raise UnreadableWorkbook
        looked = survey(sheet_parts[name])  # before the next line allocates what it finds
        sheet = workbook.get_sheet_by_name(name)
        head = best_head(_first_rows(sheet), columns)
        table = _Table(sheet, looked, head)
        if not head.missing:
            return _unambiguous(table)
        tables.append(table)
    nearest = min((table.head.missing for table in tables), key=len, default=tuple(columns))
    raise ColumnsMissing.of(nearest)


def _unambiguous(table: _Table) -> _Table:
    if table.head.repeated:
        raise ColumnRepeated.of(table.head.repeated)
    return table


def _visible_sheets(workbook: CalamineWorkbook) -> Iterator[str]:
    for sheet in workbook.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            yield sheet.name


def _first_rows(sheet: CalamineSheet) -> list[_Row]:
    """The first rows that hold anything, counted from 0 as in the sheet."""
    filled = (
        (row, cells) for row, cells in enumerate(sheet.iter_rows()) if any(c != "" for c in cells)
    )
    return list(islice(filled, HEAD_ROWS))


def _rows_under(table: _Table) -> Iterator[_Row]:
    """Every row under the head, also those at the end that hold formulas without a value."""
    blank: Sequence[Found] = [""] * (table.survey.last_column + 1)
    rows: Iterator[Sequence[Found]] = islice(
        chain(table.sheet.iter_rows(), repeat(blank)), table.survey.last_row + 1
    )
    return islice(enumerate(rows), table.head.row + 1, None)


def _filled(table: _Table, columns: Sequence[Column], rows_max: int) -> list[CarriedRow]:
    places = [(column.kind, table.head.places.get(column.key)) for column in columns]
    odd_rows = {row for row, _ in (*table.survey.formulas, *table.survey.errors)}
    rows: list[CarriedRow] = []
    for row, cells in _rows_under(table):
        values = [None if at is None else carried(cells[at], kind) for kind, at in places]
        formulas = _oddities(table, row, columns, values) if row in odd_rows else []
        if not formulas and all(value is None for value in values):
            continue
        if len(rows) == rows_max:
            raise TooManyRows(rows_max=rows_max)
        rows.append((row + 1, values, formulas))
    return rows


def _oddities(
    table: _Table, row: int, columns: Sequence[Column], values: list[Carried]
) -> list[str]:
    """Put error texts in their places; the keys of the columns whose cell is a formula."""
    formulas: list[str] = []
    for index, column in enumerate(columns):
        place = (row, table.head.places.get(column.key, -1))
        if place in table.survey.errors:
            values[index] = table.survey.errors[place]
        if place in table.survey.formulas:
            formulas.append(column.key)
    return formulas

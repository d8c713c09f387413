"""The January file as a workbook: a row for everybody in service, one column to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.money import jod
from chassis.workbooks import reading, writing
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow
from chassis.workbooks.verdicts import typed_row
from chassis.workbooks.writing import Table
from services.payroll.gateways.people import Person
from services.payroll.models import FileRow

COLUMNS = (
    Column("insurance_number", "رقم التأمين", "Insurance number"),
    Column("name", "الاسم", "Name", width=30, required=False),
    Column("covered_since", "مشمول منذ", "Covered since", kind="date", required=False),
    Column("wage_before", "آخر أجر معروف", "Wage last known", kind="amount", required=False),
    Column("wage", "أجر كانون الثاني", "January wage", kind="amount"),
)
FIRST_ROW = 2


async def read(content: bytes) -> list[SheetRow]:
    """The filled rows; raises a refusal of `chassis.workbooks.refusals`."""
    return await reading.read_rows(content, COLUMNS)


def template(year: int, workers: Iterable[Mapping[str, Any]]) -> bytes:
    """The workbook of a year to fill in: a row a worker, all but his January wage."""
    rows = [SheetRow(number, {**one}) for number, one in enumerate(workers, start=FIRST_ROW)]
    return writing.template(_table(year, rows), rows=len(rows))


def returned(year: int, rows: Sequence[FileRow], persons: Mapping[UUID, Person]) -> bytes:
    """The rows as they were written, with what is wrong and what is asked in them.

    Workers whom the file leaves out follow with their names, ready to be filled in.
    """
    last = max((row.row for row in rows if row.row is not None), default=FIRST_ROW - 1)
    numbers = {}
    for row in rows:
        last = last if row.row is not None else last + 1
        numbers[row.place] = row.row if row.row is not None else last
    sheet = [typed_row(numbers[row.place], COLUMNS, _cells(row, persons)) for row in rows]
    marks = {numbers[row.place]: _marks(row) for row in rows}
    return writing.returned(replace(_table(year, sheet), marks=marks))


def _cells(row: FileRow, persons: Mapping[UUID, Person]) -> Mapping[str, Any]:
    if row.row is not None or row.person_id is None:
        return row.cells
    before = None if row.amount_before is None else jod(row.amount_before)
    return {**row.cells, "name": persons[row.person_id].name_ar, "wage_before": before}


def _marks(row: FileRow) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for one in (*row.findings, *row.questions):
        said.setdefault(one["column"], []).append(f"{one['ar']} {one['en']}")
    return {column: "\n".join(sentences) for column, sentences in said.items()}


def _table(year: int, rows: Sequence[SheetRow]) -> Table:
    return Table(f"أجور كانون الثاني {year}", f"January wages {year}", COLUMNS, rows)

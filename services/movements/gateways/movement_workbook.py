"""The workbook of movements: a sheet of enrolments and a sheet of stops; one may be empty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.errors import Refusal
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow, read_rows
from chassis.workbooks.refusals import ColumnsMissing, NoRows
from chassis.workbooks.verdicts import typed_row
from chassis.workbooks.writing import Table, returned, template
from services.movements.models import StopReason, WorkbookRow

START, STOP = "start", "stop"
"""Kinds of rows: each has its sheet."""

ENROLMENT_COLUMNS = (
    Column("national_number", "الرقم الوطني / الشخصي", "National / personal number"),
    Column("insurance_number", "رقم التأمين", "Insurance number", required=False),
    Column("birth_date", "تاريخ الميلاد", "Birth date", kind="date"),
    Column("name", "الاسم", "Name", width=30, required=False),
    Column("started_on", "تاريخ المباشرة", "Start date", kind="date"),
    Column("wage", "الأجر الشهري", "Monthly wage", kind="amount"),
    Column("hazardous", "مهنة خطرة", "Hazardous occupation", kind="flag", required=False),
    Column("phone", "رقم الهاتف", "Phone", required=False),
)
STOP_COLUMNS = (
    Column("insurance_number", "رقم التأمين", "Insurance number"),
    Column("name", "الاسم", "Name", width=30, required=False),
    Column("covered_since", "مشمول منذ", "Covered since", kind="date", required=False),
    Column("stopped_on", "آخر يوم عمل", "Last day of work", kind="date"),
    Column("reason", "سبب الإيقاف", "Stop reason", kind="choice", width=34),
)
_COLUMNS = {START: ENROLMENT_COLUMNS, STOP: STOP_COLUMNS}
_TITLES = {
    START: ("تسجيل مؤمن عليهم", "Enrolment"),
    STOP: ("إيقاف مؤمن عليهم", "Stops"),
}
_TO_FILL_IN = ("stopped_on", "reason")
"""A worker of the stop sheet in whose row both are empty stays."""


@dataclass(frozen=True)
class Filled:
    """A workbook as it came: rows of both sheets."""

    enrolments: Sequence[SheetRow]
    stops: Sequence[SheetRow]


async def read(content: bytes) -> Filled:
    """The filled rows. A sheet may be absent or empty, but not both.

    Raises a refusal of `chassis.workbooks.refusals`.
    """
    enrolments, fault = await _rows(content, ENROLMENT_COLUMNS)
    listed, other_fault = await _rows(content, STOP_COLUMNS)
    stops = [row for row in listed if any(row.cells[key] is not None for key in _TO_FILL_IN)]
    if not enrolments and not stops:
        if isinstance(fault, ColumnsMissing) and other_fault is None:
            raise NoRows
        raise fault or NoRows()
    return Filled(enrolments, stops)


async def _rows(
    content: bytes, columns: Sequence[Column]
) -> tuple[Sequence[SheetRow], Refusal | None]:
    try:
        return await read_rows(content, columns), None
    except (ColumnsMissing, NoRows) as refusal:
        return (), refusal


def personal_template(workers: Iterable[Mapping[str, Any]], reasons: Sequence[StopReason]) -> bytes:
    """The workbook to fill in, with the establishment's own people on the sheet of stops."""
    known = [SheetRow(number, {**worker}) for number, worker in enumerate(workers, start=2)]
    rows = max(500, len(known))
    return template(_table(START), _table(STOP, known, reasons=reasons), rows=rows)


def reason_label(reason: StopReason) -> str:
    """A reason as the list of the sheet offers it."""
    return f"{reason.name_ar} / {reason.name_en}"


def returned_workbook(rows: Sequence[WorkbookRow]) -> bytes:
    """The rows as they were written, sheet by sheet, with what is wrong in them."""
    tables = []
    for kind in (START, STOP):
        found = [row for row in rows if row.kind == kind]
        if found:
            table = _table(kind, [typed_row(row.row, _COLUMNS[kind], row.cells) for row in found])
            tables.append(replace(table, marks={row.row: _marks(row) for row in found}))
    return returned(*tables)


def _marks(row: WorkbookRow) -> dict[str, str]:
    return {one["column"]: f"{one['ar']} {one['en']}" for one in row.findings}


def _table(
    kind: str, rows: Sequence[SheetRow] = (), *, reasons: Sequence[StopReason] = ()
) -> Table:
    title_ar, title_en = _TITLES[kind]
    labels = tuple(reason_label(reason) for reason in reasons)
    columns = [
        replace(column, choices=labels) if column.kind == "choice" else column
        for column in _COLUMNS[kind]
    ]
    return Table(title_ar, title_en, columns, rows)

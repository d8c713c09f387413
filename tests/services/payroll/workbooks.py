"""January files as a clerk fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.workbooks.reading import SheetRow
from chassis.workbooks.writing import Table, returned
from services.payroll.gateways.january_workbook import COLUMNS


@dataclass(frozen=True)
class Hired:
    """A worker as the tests know him."""

    number: str
    name: str
    person_id: UUID
    coverage_id: UUID


def workbook(*rows: Mapping[str, Any]) -> bytes:
    """A January workbook with these rows from row 2 on."""
    filled = [
        SheetRow(number, {column.key: row.get(column.key) for column in COLUMNS})
        for number, row in enumerate(rows, start=2)
    ]
    return returned(Table("أجور", "Wages", COLUMNS, filled))


def row(worker: Hired | str, wage: object) -> dict[str, Any]:
    """A row for a worker or a number; a wage in dinars, or whatever was typed."""
    number = worker if isinstance(worker, str) else worker.number
    return {
        "insurance_number": number,
        "wage": Decimal(wage) if isinstance(wage, int) else wage,
    }


def wages(of: Mapping[Hired, object]) -> bytes:
    """A workbook that gives workers their wages."""
    return workbook(*(row(worker, wage) for worker, wage in of.items()))

"""Enrolment workbooks as a clerk fills them in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow
from chassis.workbooks.writing import Table, returned
from deploy.simulators.registry.people import Person, all_persons
from services.movements.gateways.movement_workbook import ENROLMENT_COLUMNS, STOP_COLUMNS


def workers(count: int) -> list[Person]:
    """Living adults of the civil registry."""
    adults = [
        person
        for person in all_persons()
        if person.deceased_on is None and person.birth_date.year < 2005
    ]
    return adults[:count]


def row_for(person: Person, **changed: Any) -> dict[str, Any]:
    """A good row for a person."""
    row = {
        "national_number": person.national_number,
        "birth_date": person.birth_date,
        "started_on": date(2026, 3, 5),
        "wage": Decimal(500),
        "phone": "0791234567",
    }
    return {**row, **changed}


def workbook(rows: Sequence[Mapping[str, Any]], stops: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """A workbook with these rows from row 2 on, on both sheets."""
    return returned(_table("تسجيل", ENROLMENT_COLUMNS, rows), _table("إيقاف", STOP_COLUMNS, stops))


def _table(title: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> Table:
    filled = [
        SheetRow(number, {column.key: row.get(column.key) for column in columns})
        for number, row in enumerate(rows, 2)
    ]
    return Table(title, title, columns, filled)

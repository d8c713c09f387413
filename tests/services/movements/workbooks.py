"""Enrolment workbooks as a clerk fills them in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.workbooks.reading import SheetRow
from chassis.workbooks.writing import returned
from deploy.simulators.registry.people import Person, all_persons
from services.movements.gateways.enrolment_sheet import COLUMNS, TITLE_AR, TITLE_EN


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


def workbook(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A workbook with these rows from row 2 on."""
    keys = [column.key for column in COLUMNS]
    filled = [
        SheetRow(number, {key: row.get(key) for key in keys}) for number, row in enumerate(rows, 2)
    ]
    return returned(COLUMNS, filled, {}, title_ar=TITLE_AR, title_en=TITLE_EN)

"""How payroll's rows are shown: money as text, persons by the names of the register."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.http.views import EmployerView
from chassis.money import jod
from chassis.tables import EstablishmentCopy
from services.payroll.gateways.people import Person
from services.payroll.models import FileRow, JanuaryFile
from services.payroll.registers import InService, Roll
from services.payroll.schemas import FileRowView, FileView, PersonView, ReceiptView


def file_view(file: JanuaryFile, employer: EstablishmentCopy) -> FileView:
    """A file with its employer."""
    shown = EmployerView.model_validate(employer.model_dump())
    return FileView.model_validate({**file.model_dump(), "establishment": shown})


def row_view(row: FileRow, persons: Mapping[UUID, Person]) -> FileRowView:
    """A worker of a file, by his names if they are known."""
    person = None if row.person_id is None else persons.get(row.person_id)
    return FileRowView.model_validate(
        {
            **row.model_dump(),
            "person": None if person is None else PersonView.model_validate(asdict(person)),
            "wage_before": None if row.amount_before is None else jod(row.amount_before),
            "wage": None if row.amount_wage is None else jod(row.amount_wage),
        }
    )


def receipt_view(file: JanuaryFile, *, already_sent: bool) -> ReceiptView:
    """The receipt of a file."""
    return ReceiptView.model_validate({**file.model_dump(), "already_sent": already_sent})


def template_rows(roll: Roll, persons: Mapping[UUID, Person]) -> list[dict[str, Any]]:
    """Everybody in service, by name; the January wage is left to fill in."""
    known = sorted(
        ((persons[person_id], one) for person_id, one in roll.items()),
        key=lambda pair: (pair[0].name_ar, pair[0].insurance_number),
    )
    return [_template_row(person, one) for person, one in known]


def _template_row(person: Person, one: InService) -> dict[str, Any]:
    return {
        "insurance_number": person.insurance_number,
        "name": person.name_ar,
        "covered_since": one.since,
        "wage_before": Decimal(jod(one.amount_known)),
        "wage": None,
    }

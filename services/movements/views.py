"""How movements' rows are shown: money as text, persons by the names of the register."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.http.views import EmployerView
from chassis.money import jod
from chassis.tables import EstablishmentCopy
from services.movements.models import (
    Batch,
    BatchRow,
    Coverage,
    InsuredPerson,
    StopReason,
    Workbook,
    WorkbookRow,
)
from services.movements.schemas import (
    BatchRowView,
    BatchView,
    ReceiptView,
    WorkbookRowView,
    WorkbookView,
    WorkerView,
)

_NAMES = {"insurance_number", "name_ar", "name_en"}


def workbook_view(workbook: Workbook) -> WorkbookView:
    """A workbook with its counts."""
    faulty = workbook.rows_total - workbook.rows_good
    return WorkbookView.model_validate({**workbook.model_dump(), "rows_faulty": faulty})


def workbook_row_view(row: WorkbookRow) -> WorkbookRowView:
    """A row with its findings."""
    return WorkbookRowView.model_validate(
        row.model_dump(include={"row", "kind", "cells", "findings"})
    )


def receipt_view(batch: Batch, *, already_sent: bool) -> ReceiptView:
    """The receipt of a batch."""
    return ReceiptView.model_validate({**batch.model_dump(), "already_sent": already_sent})


def batch_view(batch: Batch, employer: EstablishmentCopy) -> BatchView:
    """A batch with its employer."""
    shown = EmployerView.model_validate(employer.model_dump())
    return BatchView.model_validate({**batch.model_dump(), "establishment": shown})


def batch_row_view(
    row: BatchRow, persons: Mapping[UUID, InsuredPerson], reasons: Mapping[str, StopReason]
) -> BatchRowView:
    """A movement; a stop is shown with the names of its person and of its reason."""
    entry: dict[str, Any] = dict(row.entry)
    if row.kind == "start":
        entry["wage"] = jod(entry.pop("amount_wage"))
    elif person := persons.get(UUID(entry["person_id"])):
        entry["person"] = person.model_dump(include=_NAMES)
        entry["reason_name"] = reasons[entry["reason"]].model_dump(include={"name_ar", "name_en"})
    return BatchRowView.model_validate({"row": row.row, "kind": row.kind, "entry": entry})


def template_row(coverage: Coverage, person: InsuredPerson) -> dict[str, Any]:
    """A worker on the sheet of stops: his last day and the reason are left to fill in."""
    return {
        "insurance_number": person.insurance_number,
        "name": person.name_ar,
        "covered_since": coverage.started_on,
        "stopped_on": None,
        "reason": None,
    }


def person_ids(rows: Sequence[BatchRow]) -> list[UUID]:
    """The persons that stops among the rows name."""
    return [UUID(row.entry["person_id"]) for row in rows if "person_id" in row.entry]


def worker_view(coverage: Coverage, person: InsuredPerson) -> WorkerView:
    """A covered worker."""
    known = {**coverage.model_dump(), **person.model_dump(include=_NAMES)}
    return WorkerView.model_validate({**known, "wage": jod(coverage.amount_wage)})

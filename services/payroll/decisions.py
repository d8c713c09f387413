"""What sending, accepting and rejecting share: a file's events and timeline, and who decides it."""

from typing import Literal
from uuid import UUID

from chassis import decisions
from chassis.unit_of_work import UnitOfWork
from services.payroll import queries
from services.payroll.models import JanuaryFile

EVENT_FIELDS = {"file_id", "number", "establishment_id", "branch", "year", "rows"}
"""What all events of a file carry."""


async def file_to_decide(work: UnitOfWork, file_id: UUID, *, version: int) -> JanuaryFile:
    """The file, locked; raises `NotFound`, `NotAllowed`, `StaleVersion`, `AlreadyDecided`."""
    file = await queries.file(work, file_id, lock=True)
    if file is not None and file.submitted_at is None:
        file = None  # what was not sent is its uploader's alone
    return await decisions.to_decide(work, file, version=version)


def note(
    work: UnitOfWork,
    file: JanuaryFile,
    what: Literal["submitted", "superseded", "accepted", "rejected"],
) -> None:
    """The entry of the timeline for what became of a sent file."""
    work.record(
        "command",
        f"january-file-{what}",
        about=("january-file", file.number),
        establishment_id=file.establishment_id,
        year=file.year,
        rows=file.rows,
        questioned=file.rows_questioned,
    )

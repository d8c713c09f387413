"""Reject a January file: nothing of it is in force, and another may be sent."""

from uuid import UUID

from chassis import decisions
from chassis.unit_of_work import UnitOfWork
from contracts.events.payroll import PayrollFileRejected
from services.payroll.decisions import EVENT_FIELDS, file_to_decide, note
from services.payroll.models import JanuaryFile


async def reject_file(work: UnitOfWork, file_id: UUID, *, version: int, reason: str) -> JanuaryFile:
    """Raises `NotFound`, `NotAllowed`, `StaleVersion`, `AlreadyDecided`."""
    file = await file_to_decide(work, file_id, version=version)
    await decisions.decide(work, file, "rejected", reason=reason)
    carried = EVENT_FIELDS | {"reason", "decided_by", "decided_at"}
    work.publish(PayrollFileRejected(**file.model_dump(include=carried)))
    note(work, file, "rejected")
    return file

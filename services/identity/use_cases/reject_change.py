"""Reject a change of establishment data: the register stays as it is."""

from uuid import UUID

from chassis import decisions
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.models import EstablishmentChange
from services.identity.registers import REGISTRAR, tell_of_decision


async def reject_change(
    work: UnitOfWork, change_id: UUID, *, version: int, reason: str
) -> EstablishmentChange:
    """Raises `NotAllowed` (registrar), `NotFound`, `StaleVersion`, `AlreadyDecided`."""
    found = await queries.change(work, change_id)
    change = await decisions.to_decide(work, found, version=version, role=REGISTRAR)
    await decisions.decide(work, change, "rejected", reason=reason)
    record = await queries.establishment(work, change.establishment_id)
    assert record is not None, "a change is about an establishment"
    tell_of_decision(work, change, record.number)
    return change

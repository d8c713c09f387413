"""Approve a change of establishment data: it holds from now on, and everybody is told."""

from uuid import UUID

from chassis import decisions
from chassis.copies import copy_establishment
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import EstablishmentUpdated
from services.identity import queries
from services.identity.models import Establishment, EstablishmentChange
from services.identity.registers import (
    REGISTRAR,
    branch_for,
    check_answers,
    fields_of,
    own_data,
    tell_of_decision,
)


async def approve_change(work: UnitOfWork, change_id: UUID, *, version: int) -> EstablishmentChange:
    """Write what was asked for into the register.

    A new governorate brings the branch that serves it. Raises `NotAllowed` (needs the role
    registrar), `NotFound` outside the registrar's branches, `StaleVersion`, `AlreadyDecided`,
    `AnswersNotRight` for what is no longer in the lists.
    """
    found = await queries.change(work, change_id)
    change = await decisions.to_decide(work, found, version=version, role=REGISTRAR)
    record, data = await own_data(work, change.establishment_id)
    await check_answers(work, fields_of(change.asked), change.asked)
    await decisions.decide(work, change, "approved", reason=None)
    data.answers = {**data.answers, **change.asked}
    data.document = change.document
    data.version += 1
    await _into_record(work, record, change)
    updated = EstablishmentUpdated(**record.model_dump())
    work.publish(updated)
    await copy_establishment(work, updated)
    tell_of_decision(work, change, record.number)
    return change


async def _into_record(
    work: UnitOfWork, record: Establishment, change: EstablishmentChange
) -> None:
    record.name_ar = change.asked.get("name_ar", record.name_ar)
    record.name_en = change.asked.get("name_en", record.name_en)
    if "governorate" in change.asked:
        record.branch = await branch_for(work, change.asked)

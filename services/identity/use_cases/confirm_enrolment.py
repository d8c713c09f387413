"""Confirm an enrolment after the visit to the branch: now everybody knows the establishment."""

from uuid import UUID

from chassis import decisions
from chassis.copies import copy_establishment, copy_liaison
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import (
    EnrolmentConfirmed,
    EstablishmentRegistered,
    LiaisonGranted,
    LiaisonOfficerAssigned,
)
from services.identity import queries
from services.identity.models import Enrolment, Establishment, EstablishmentData
from services.identity.registers import AWAITING_VISIT, REGISTRAR


async def confirm_enrolment(
    work: UnitOfWork, enrolment_id: UUID, *, version: int, rate_scheme: str
) -> Enrolment:
    """Enter the establishment into the register and give its officer his grant (A).

    Raises `NotAllowed` (needs the role registrar), `NotFound` outside the registrar's branches,
    `StaleVersion`, `AlreadyDecided`.
    """
    found = await queries.enrolment(work, enrolment_id)
    enrolment = await decisions.to_decide(
        work, found, version=version, role=REGISTRAR, waiting=AWAITING_VISIT
    )
    await decisions.decide(work, enrolment, "confirmed", reason=None)
    establishment = _record(work, enrolment, rate_scheme)
    await work.session.flush()  # its data refer to it
    work.session.add(
        EstablishmentData(
            establishment_id=establishment.establishment_id,
            version=1,
            answers=enrolment.answers,
            owners=enrolment.owners,
            document=enrolment.document,
        )
    )
    await _announce(work, enrolment, establishment)
    return enrolment


def _record(work: UnitOfWork, enrolment: Enrolment, rate_scheme: str) -> Establishment:
    answers = enrolment.answers
    given = enrolment.model_dump(include={"establishment_id", "number", "branch", "payment_number"})
    establishment = Establishment(
        **given,
        name_ar=answers["name_ar"],
        name_en=answers["name_en"],
        rate_scheme=rate_scheme,
        registered_on=work.today(),
        contact_phone=answers["officer_phone"],
    )
    work.session.add(establishment)
    return establishment


async def _announce(work: UnitOfWork, enrolment: Enrolment, establishment: Establishment) -> None:
    about = {"establishment_id": establishment.establishment_id, "account_id": enrolment.account_id}
    registered = EstablishmentRegistered(**establishment.model_dump())
    liaison = LiaisonGranted(grant_id=uuid7(), **about)
    work.publish(registered)
    work.publish(LiaisonOfficerAssigned(**about, assigned_at=work.now))
    work.publish(EnrolmentConfirmed(**about, confirmed_at=work.now))
    work.publish(liaison)
    await copy_establishment(work, registered)
    await copy_liaison(work, liaison)
    work.record(
        "command",
        "enrolment-confirmed",
        about=("establishment", establishment.number),
        establishment_id=establishment.establishment_id,
    )

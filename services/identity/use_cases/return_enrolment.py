"""Return an enrolment to the employer, who corrects it by its draft code and sends it again."""

from uuid import UUID

from chassis import decisions
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import EnrolmentReturned
from services.identity import queries
from services.identity.models import Enrolment
from services.identity.registers import AWAITING_VISIT, REGISTRAR
from services.identity.rules import draft_codes


async def return_enrolment(
    work: UnitOfWork, enrolment_id: UUID, *, version: int, reason: str
) -> Enrolment:
    """Its draft code holds for thirty days from now.

    Raises `NotAllowed` (needs the role registrar), `NotFound` outside the registrar's branches,
    `StaleVersion`, `AlreadyDecided`.
    """
    found = await queries.enrolment(work, enrolment_id)
    enrolment = await decisions.to_decide(
        work, found, version=version, role=REGISTRAR, waiting=AWAITING_VISIT
    )
    await decisions.decide(work, enrolment, "returned", reason=reason)
    enrolment.expires_at = work.now + draft_codes.LIFETIME
    work.publish(
        EnrolmentReturned(
            establishment_id=enrolment.establishment_id,
            account_id=enrolment.account_id,
            reason=reason,
            returned_at=work.now,
        )
    )
    work.record(
        "command",
        "enrolment-returned",
        about=("establishment", enrolment.number),
        establishment_id=enrolment.establishment_id,
    )
    return enrolment

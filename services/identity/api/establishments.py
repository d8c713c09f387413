"""The register of establishments."""

from uuid import UUID

from fastapi import APIRouter

from chassis.http.edge import Work, WorkRoute
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from services.identity.api.outside import Outside
from services.identity.schemas import (
    EstablishmentRequest,
    EstablishmentView,
    SandboxDateRequest,
)
from services.identity.use_cases.move_sandbox_clock import move_sandbox_clock
from services.identity.use_cases.register_establishment import (
    NewEstablishment,
    register_establishment,
)

router = APIRouter(route_class=WorkRoute)


@router.post("/establishments", status_code=201)
async def post_establishment(
    body: EstablishmentRequest, work: Work, outside: Outside
) -> EstablishmentView:
    """Register an establishment with its liaison officer (role: registrar)."""
    entry = NewEstablishment(**body.model_dump())
    made = await register_establishment(
        work, entry, hashing=outside.hashing, sandbox_allowed=outside.sandbox_allowed
    )
    copied = made.model_dump(exclude={"contact_phone", "entered_by"})
    return establishment_view(work, EstablishmentCopy(**copied))


@router.post("/establishments/{establishment_id}/sandbox-date")
async def post_sandbox_date(
    establishment_id: UUID, body: SandboxDateRequest, work: Work
) -> EstablishmentView:
    """Move the business date of one's own sandbox establishment forward."""
    return establishment_view(work, await move_sandbox_clock(work, establishment_id, to=body.to))


def establishment_view(work: UnitOfWork, copy: EstablishmentCopy) -> EstablishmentView:
    """An establishment with its business date."""
    return EstablishmentView(**copy.model_dump(include=_SHOWN), today=work.today(copy))


_SHOWN = {
    "establishment_id",
    "number",
    "name_ar",
    "name_en",
    "branch",
    "payment_number",
    "sandbox",
}

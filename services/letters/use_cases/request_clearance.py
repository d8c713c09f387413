"""An employer asks for a clearance certificate; billing is asked right after, by a job."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.authorize import acts_for, caller_of
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.letters import queries
from services.letters.models import ClearanceRequest

ASK = "ask_clearance"
LANE = "clearances"

# Written out: as a parameter it could not be matched with the index once the plan is a general one.
_PENDING = text("state = 'pending'")


async def request_clearance(work: UnitOfWork, establishment_id: UUID) -> ClearanceRequest:
    """The request, pending until billing has answered; while one is pending, that one.

    Raises `NotFound` for another's establishment.
    """
    await acts_for(work, establishment_id)
    caller = await caller_of(work)
    request = ClearanceRequest(
        request_id=uuid7(),
        establishment_id=establishment_id,
        requested_by=caller.subject,
        requested_at=work.now,
    )
    if not await _written(work, request):
        pending = await queries.pending_request(work, establishment_id)
        # One that was decided in this very moment is no longer pending: then there is room again.
        return pending or await request_clearance(work, establishment_id)
    work.enqueue(ASK, {"request_id": str(request.request_id)}, lane=LANE)
    work.record(
        "command",
        "clearance-requested",
        about=("clearance-request", request.request_id),
        establishment_id=establishment_id,
    )
    return request


async def _written(work: UnitOfWork, request: ClearanceRequest) -> bool:
    """Whether it is in; False while another of the establishment is pending."""
    row = await work.session.execute(
        insert(ClearanceRequest)
        .values(request.model_dump())
        .on_conflict_do_nothing(
            index_elements=["establishment_id"],
            index_where=_PENDING,
        )
        .returning(col(ClearanceRequest.request_id))
    )
    return row.one_or_none() is not None

"""Billing gives no answer: the request says so, and goes on waiting."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.letters import queries


async def note_silence(work: UnitOfWork, request_id: UUID) -> None:
    """Write since when; nothing for a request that is decided or waits already."""
    request = await queries.request(work, request_id, lock=True)
    assert request is not None, "a job is written with its request"
    if request.state != "pending" or request.waiting_since is not None:
        return
    request.waiting_since = work.now
    work.record(
        "event",
        "clearance-waits-for-billing",
        about=("clearance-request", request_id),
        establishment_id=request.establishment_id,
    )

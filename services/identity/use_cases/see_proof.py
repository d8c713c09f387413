"""How far a claim is, for the browser that made it."""

from typing import Literal
from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.identity import proofs
from services.identity.proofs import NUMBER, PENDING, REFUSED


async def see_proof(
    work: UnitOfWork, proof_id: UUID, *, flow_token: str
) -> Literal["pending", "sent", "refused"]:
    """A refused lookup of a number looks like a found one until the code. Raises `NotFound`."""
    proof, _ = await proofs.of_browser(work, proof_id, flow_token)
    if proof.state == PENDING:
        return "pending"
    return "refused" if proof.state == REFUSED and proof.purpose != NUMBER else "sent"

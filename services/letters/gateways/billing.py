"""Billing, asked whether an establishment owes nothing: at the moment, never from a copy."""

from uuid import UUID

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.peers import Peer, PeerUnavailable


class Due(BaseModel):
    """An invoice or adjustment that is not paid; `amount` is what is open of it (JOD)."""

    model_config = ConfigDict(extra="ignore")

    invoice_id: UUID
    kind: str
    number: str
    month: str
    amount: str
    due_on: str


class Clearance(BaseModel):
    """Billing's answer; what stands in the way is in `dues` and `held_months`."""

    model_config = ConfigDict(extra="ignore")

    clear: bool
    balance_due: str
    dues: list[Due]
    held_months: list[str]
    ledger_position: int
    last_entry_id: UUID | None
    as_of: AwareDatetime


async def clearance_of(billing: Peer, establishment_id: UUID) -> Clearance:
    """Ask. Raises `PeerUnavailable` for anything but an answer, also for one that refuses.

    A refusal is no verdict on the establishment (billing may not know it yet): it is asked again.
    """
    try:
        answer = await billing.post("/clearances", {"establishment_id": str(establishment_id)})
    except httpx.HTTPStatusError as error:
        raise PeerUnavailable(f"billing refused with {error.response.status_code}") from error
    return Clearance.model_validate(answer)

"""Start the recovery of a password: if the name is known, a code goes to the phone on file.

The answer is the same for a name that nobody has, and so is the work: what is sent is decided by a
job, after the answer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.rules import codes
from services.identity.verifications import (
    RECOVERY,
    TooManyTries,
    begin,
    check_open,
    name_of,
)

ISSUE, LANE = "issue_code", "codes"


@dataclass(frozen=True)
class Started:
    """A recovery that waits for its code; only the holder of the flow token can finish it."""

    recovery_id: UUID
    flow_token: str
    expires_at: datetime


async def start_recovery(
    work: UnitOfWork, *, kind: str, login_id: str, client: str | None
) -> Started:
    """Have a code sent to whoever has this name.

    Raises `TooManyTries` (a name gets 3 codes an hour and 5 a day, an address begins 20 an hour)
    and `RecoveryClosed`.
    """
    name = name_of(kind, login_id)
    await queries.hold_name(work, name.kind, name.login_id)
    await check_open(work, RECOVERY, name)
    if client is not None and await queries.begun_by(work, client) >= codes.CLIENT_AN_HOUR:
        raise TooManyTries(seconds=int(codes.HOUR.total_seconds()))
    account = await queries.account_by_login(work, kind=name.kind, login_id=name.login_id)
    begun, token = await begin(work, RECOVERY, name, account, client=client)
    work.enqueue(ISSUE, {"verification_id": str(begun.verification_id)}, lane=LANE)
    return Started(begun.verification_id, token, begun.expires_at)

"""Send another code to whoever waits for one: the former no longer holds."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.identity import proofs, queries
from services.identity.models import Account
from services.identity.proofs import LANE, SETTLE
from services.identity.verifications import Name, Target, begin, check_open


async def resend_code(work: UnitOfWork, proof_id: UUID, *, flow_token: str) -> None:
    """Begin the verification of a claim anew, in the same browser and within the same budget.

    Answered alike whether a code is sent or not. Raises `NotFound`, `TooManyTries` and
    `CodesClosed`.
    """
    proof, former = await proofs.of_browser(work, proof_id, flow_token)
    name = Name(proof.kind, proof.login_id)
    await queries.hold_name(work, name.kind, name.login_id)
    await check_open(work, proof.purpose, name)
    account = await work.session.get(Account, former.account_id) if former.account_id else None
    to = Target(former.phone, former.email)
    begun, _ = await begin(work, proof.purpose, name, account, to=to, language=former.language)
    begun.flow_hash, former.expires_at = former.flow_hash, work.now
    await work.session.flush()  # the proof refers to it
    proof.verification_id = begun.verification_id
    work.enqueue(SETTLE, {"proof_id": str(proof.proof_id)}, lane=LANE)

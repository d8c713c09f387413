"""What identity does later, after the answer has left: announce codes, ask the registers."""

from uuid import UUID

from chassis.jobs import JobRun, Jobs, TryLater
from chassis.peers import PeerUnavailable
from chassis.registry import RegistryUnavailable
from services.identity import proofs, queries
from services.identity.gateways import Gateways
from services.identity.models import IdentityProof
from services.identity.proofs import NUMBER, PENDING, SETTLE
from services.identity.use_cases.issue_code import issue_code
from services.identity.use_cases.settle_proof import Found, settle_proof
from services.identity.use_cases.start_recovery import ISSUE, LANE

jobs = Jobs()
jobs.lanes = {LANE: 1, proofs.LANE: 2}


@jobs.on(ISSUE)
async def issue(run: JobRun) -> None:
    """A code is due, if anybody has the name."""
    async with run.last_step() as work:
        await issue_code(work, UUID(run.payload["verification_id"]))


@jobs.on(SETTLE)
async def settle(run: JobRun) -> None:
    """The registers are asked about a claim until they answer; then its code is due."""
    proof_id = UUID(run.payload["proof_id"])
    async with run.step() as work:
        proof = await queries.proof(work, proof_id)
    try:
        found = await _found(proof, run.outside) if proof and proof.state == PENDING else None
    except (RegistryUnavailable, PeerUnavailable) as error:
        raise TryLater(str(error)) from error
    async with run.last_step() as work:
        await settle_proof(work, proof_id, found)


async def _found(proof: IdentityProof, outside: Gateways) -> Found:
    assert proof.answers is not None, "what waits for the registry has its answers"
    person = await proofs.proven(outside.registry, proof.answers)
    if person is None or proof.purpose != NUMBER:
        return Found(person)
    return Found(person, await outside.insured.number_of(person.national_number))

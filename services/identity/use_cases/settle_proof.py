"""What follows when the registers have answered about a claim: a code is due, or nothing."""

from dataclasses import dataclass
from uuid import UUID

from chassis.registry import CivilPerson
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import CodeIssued, RegistrationRepeated
from services.identity import proofs, queries
from services.identity.models import IdentityProof, Verification
from services.identity.proofs import ACTIVATION, AGREED, CONTACT, PENDING
from services.identity.rules import codes


@dataclass(frozen=True)
class Found:
    """What the registers said; the insurance number only to who asked for it."""

    person: CivilPerson | None
    insurance_number: str | None = None


async def settle_proof(work: UnitOfWork, proof_id: UUID, found: Found | None) -> None:
    """Let the claim go on. `found` is None where the registry had answered before."""
    proof = await queries.proof(work, proof_id)
    if proof is None or proof.verification_id is None:
        return  # nobody went on with it, and it was forgotten
    if proof.state == PENDING and found is not None:
        proofs.settle(proof, found.person)
        proof.insurance_number = found.insurance_number
    if proof.state != AGREED:
        return
    begun = await queries.verification(work, proof.verification_id)
    assert begun is not None, "a proof has its verification"
    begun.expires_at = work.now + codes.LIFETIME  # the code is younger than the claim
    await _announce(work, proof, begun)


async def _announce(work: UnitOfWork, proof: IdentityProof, begun: Verification) -> None:
    account = await queries.account_by_login(work, kind=proof.kind, login_id=proof.login_id)
    if proof.purpose == ACTIVATION and account is not None:
        work.publish(RegistrationRepeated(account_id=account.account_id, repeated_at=work.now))
        return
    if proof.purpose == CONTACT and account is None:
        return
    work.publish(
        CodeIssued(
            account_id=account.account_id if account else proof.account_id,
            reference=begun.reference,
            purpose=begun.purpose,
            expires_at=begun.expires_at,
        )
    )

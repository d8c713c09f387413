"""Somebody claims to be a person: the civil registry agrees, or not, or answers later.

What is claimed is counted for the number before anything is said about it, so that card numbers
are not guessed here; one refusal says that something does not agree, never what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.errors import Message, NotFound, Refusal
from chassis.ids import uuid7
from chassis.registry import CivilPerson, CivilRegistry, Evidence, RegistryUnavailable
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.answers import JORDANIAN
from services.identity.models import IdentityProof, Verification
from services.identity.rules import codes, individuals
from services.identity.verifications import (
    Name,
    Target,
    TooManyTries,
    begin,
    check_budget,
    check_open,
    locked,
)

ACTIVATION, CONTACT, NUMBER = "activation", "contact", "number"
PENDING, AGREED, REFUSED, USED = "pending", "agreed", "refused", "used"
INDIVIDUAL = "individual"
SETTLE, LANE = "settle_proof", "proofs"
KEPT = timedelta(days=7)
"""How long what came to nothing is kept."""


class IdentityNotConfirmed(Refusal):
    """The number is unknown, or a card, passport, birth date or relative does not agree.

    The claim itself is a fact to keep: so many an hour may be made of a number.
    """

    keeps_effects = True
    message = Message(
        ar="البيانات لا تطابق السجل المدني.",
        en="The data do not agree with the civil registry.",
        fix_ar="مراجعة الأرقام كما هي في الوثائق، أو زيارة الفرع مع إثبات الشخصية.",
        fix_en="Check the numbers against your papers, or visit the branch with proof of identity.",
    )


@dataclass(frozen=True)
class Answered:
    """What the registry said: the person, or nobody whom the claim fits."""

    person: CivilPerson | None


@dataclass(frozen=True)
class Claim:
    """Who somebody says he is, for what, and from where he asks."""

    purpose: str
    answers: Mapping[str, str]
    language: str
    client: str | None
    password_hash: str | None = field(default=None, repr=False)

    @property
    def name(self) -> Name:
        """The name of the account, whether anybody has it or not."""
        return Name(INDIVIDUAL, self.answers["number"])

    @property
    def target(self) -> Target:
        """Where the code goes: to the mailbox of who chose that, to the phone otherwise."""
        if self.answers.get("channel") == "email":
            return Target(email=self.answers["email"].casefold())
        return Target(phone=self.answers["phone"])


@dataclass(frozen=True)
class Started:
    """A claim that waits for the registry or for its code; only this browser can go on with it."""

    proof_id: UUID
    flow_token: str
    expires_at: datetime


async def ask(registry: CivilRegistry, answers: Mapping[str, str]) -> Answered | None:
    """What the registry says of a claim; None while it does not answer. In no transaction."""
    try:
        return Answered(await proven(registry, answers))
    except RegistryUnavailable:
        return None


async def proven(registry: CivilRegistry, answers: Mapping[str, str]) -> CivilPerson | None:
    """The living person whom every part of the claim fits. Raises `RegistryUnavailable`."""
    born = answers.get("birth_date")
    evidence = Evidence(
        birth_date=date.fromisoformat(born) if born else None,
        id_card_number=answers.get("id_card_number"),
        passport_number=answers.get("passport_number"),
        relative_number=answers.get("relative_number"),
        kinship=answers.get("kinship"),
    )
    found = await registry.proven(answers["number"], evidence)
    if found is None:
        return None
    fits = individuals.is_he(
        jordanian=answers["nationality"] == JORDANIAN,
        citizenship=answers.get("citizenship"),
        known=found.nationality,
        living=found.deceased_on is None,
    )
    return found if fits else None


async def start(work: UnitOfWork, claim: Claim, answered: Answered | None) -> Started:
    """Keep the claim, begin its verification, and have the rest done by a job.

    Raises `TooManyTries` (10 claims an hour of a number, 20 of an address, 100 of a network; 3
    codes an hour and 5 a day for a number and for a phone), `CodesClosed` and
    `IdentityNotConfirmed`.
    """
    name = claim.name
    await queries.hold_name(work, name.kind, name.login_id)
    await check_open(work, claim.purpose, name)
    check_budget(work, await queries.claims_of(work, name.kind, name.login_id), codes.PROOFS)
    await _check_origin(work, claim.client)
    await queries.forget_claims(work, before=work.now - KEPT)
    proof = _proof(work, claim)
    if answered is not None:
        settle(proof, answered.person)
        if answered.person is None:
            raise IdentityNotConfirmed
    account = await queries.account_by_login(work, kind=name.kind, login_id=name.login_id)
    begun, token = await begin(
        work,
        claim.purpose,
        name,
        account,
        to=claim.target,
        language=claim.language,
    )
    await work.session.flush()  # the proof refers to it
    proof.verification_id = begun.verification_id
    work.enqueue(SETTLE, {"proof_id": str(proof.proof_id)}, lane=LANE)
    return Started(proof.proof_id, token, begun.expires_at)


async def _check_origin(work: UnitOfWork, client: str | None) -> None:
    if client is None:
        return
    by_address = await queries.claims_by(work, client)
    by_network = await queries.claims_from(work, codes.network_of(client))
    if by_address >= codes.CLIENT_AN_HOUR or by_network >= codes.NETWORK_AN_HOUR:
        raise TooManyTries(seconds=int(codes.HOUR.total_seconds()))


def _proof(work: UnitOfWork, claim: Claim) -> IdentityProof:
    kept = {k: v for k, v in claim.answers.items() if not k.startswith("password")}
    proof = IdentityProof(
        proof_id=uuid7(),
        purpose=claim.purpose,
        kind=claim.name.kind,
        login_id=claim.name.login_id,
        account_id=uuid7(),
        answers={**kept, "language": claim.language},
        password_hash=claim.password_hash,
        state=PENDING,
        client=claim.client,
        network=codes.network_of(claim.client) if claim.client else None,
        created_at=work.now,
    )
    work.session.add(proof)
    return proof


def settle(proof: IdentityProof, person: CivilPerson | None) -> None:
    """The registry has answered: with the names of the person, or so that nothing is kept."""
    if person is None:
        proof.state, proof.answers, proof.password_hash = REFUSED, None, None
        return
    assert proof.answers is not None, "what is not refused has its answers"
    names = {"name_ar": person.name_ar, "name_en": person.name_en}
    proof.state, proof.answers = AGREED, {**proof.answers, **names}


async def of_browser(
    work: UnitOfWork, proof_id: UUID, flow_token: str, *, purpose: str | None = None
) -> tuple[IdentityProof, Verification]:
    """The claim that this browser made, locked, with its verification; `NotFound` otherwise."""
    proof = await queries.proof(work, proof_id)
    if proof is None or proof.verification_id is None or purpose not in (None, proof.purpose):
        raise NotFound
    begun = await locked(work, proof.verification_id, flow_token)
    if begun is None:
        raise NotFound
    return proof, begun

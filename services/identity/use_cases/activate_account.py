"""Activate an individual's account with the code from his phone (X09): only now does it exist."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import AccountActivated
from services.identity import proofs, queries
from services.identity.models import Account, IdentityProof, Individual
from services.identity.proofs import ACTIVATION, AGREED, INDIVIDUAL, USED
from services.identity.verifications import CodeExpired, try_lone_code


async def activate_account(
    work: UnitOfWork, proof_id: UUID, *, flow_token: str, code: str, pepper: bytes
) -> None:
    """Open the account for the right code.

    Raises `NotFound` (another browser's registration), `WrongCode`, `CodeExpired` and
    `CodesClosed`.
    """
    proof, begun = await proofs.of_browser(work, proof_id, flow_token, purpose=ACTIVATION)
    await try_lone_code(work, begun, code=code, pepper=pepper)
    await queries.hold_name(work, proof.kind, proof.login_id)
    known = await queries.account_by_login(work, kind=proof.kind, login_id=proof.login_id)
    if known is not None or proof.state != AGREED:
        raise CodeExpired  # another registration of the same person was first
    answers = proof.answers
    assert answers is not None, "what the registry agrees to has its answers"
    work.session.add(_account(proof, answers))
    await work.session.flush()  # what he told refers to it
    work.session.add(_individual(proof, answers))
    proof.state, proof.answers, proof.password_hash = USED, None, None
    work.publish(
        AccountActivated(account_id=proof.account_id, kind="individual", activated_at=work.now)
    )
    work.record("command", "account-activated", about=("account", proof.account_id))


def _account(proof: IdentityProof, answers: Mapping[str, Any]) -> Account:
    return Account(
        account_id=proof.account_id,
        kind=INDIVIDUAL,
        login_id=proof.login_id,
        display_name=answers["name_ar"],
        password_hash=proof.password_hash,
        phone=answers["phone"],
        phone_unconfirmed=answers["channel"] == "email",
        language=answers["language"],
    )


def _individual(proof: IdentityProof, answers: Mapping[str, Any]) -> Individual:
    """Kept of what he told: not the card, the passport and the relative, which only proved him."""
    return Individual(
        account_id=proof.account_id,
        nationality=answers["nationality"],
        name_en=answers["name_en"],
        email=answers["email"],
        country=answers["country"],
        academic_level=answers["academic_level"],
        bank=answers.get("bank"),
        foreign_phone=answers.get("foreign_phone"),
        insurance_number=answers.get("insurance_number"),
    )

"""Confirm a new phone and e-mail with the code that went to the new phone (X11).

The former phone is told, and every session ends. For a day the new phone recovers no password
(`recovery_cooling_hours`): whoever the change surprises has that time to speak up.
"""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import ContactChanged
from services.identity import proofs, queries
from services.identity.credentials import end_sessions
from services.identity.proofs import AGREED, CONTACT, USED
from services.identity.verifications import CodeExpired, try_lone_code


async def confirm_contact_change(
    work: UnitOfWork, proof_id: UUID, *, flow_token: str, code: str, pepper: bytes
) -> None:
    """Put the new phone and e-mail in the place of the former ones.

    Raises `NotFound` (another browser's), `WrongCode`, `CodeExpired` and `CodesClosed`.
    """
    proof, begun = await proofs.of_browser(work, proof_id, flow_token, purpose=CONTACT)
    await try_lone_code(work, begun, code=code, pepper=pepper)
    account = await queries.account_by_login(work, kind=proof.kind, login_id=proof.login_id)
    answers = proof.answers
    if account is None or answers is None or proof.state != AGREED:
        raise CodeExpired
    if account.phone != answers["phone"]:
        account.phone_changed_at = work.now
    proof.former_phone, account.phone = account.phone, answers["phone"]
    account.phone_unconfirmed = False
    told = await queries.individual(work, account.account_id)
    if told is not None:
        told.email = answers["email"]
    proof.state, proof.answers = USED, None
    work.publish(
        ContactChanged(account_id=account.account_id, change_id=proof.proof_id, changed_at=work.now)
    )
    work.record("command", "contact-changed", about=("account", account.account_id))
    await end_sessions(work, account.account_id)

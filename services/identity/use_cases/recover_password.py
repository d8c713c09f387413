"""Finish a recovery: the code, and a new password. Every session of the account ends."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.credentials import change_to, check_password
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account
from services.identity.rules import codes
from services.identity.verifications import (
    RECOVERY,
    CodeExpired,
    RecoveryClosed,
    locked,
    try_code,
)


async def recover_password(
    work: UnitOfWork,
    *,
    recovery_id: UUID,
    flow_token: str,
    code: str,
    password: str,
    pepper: bytes,
    hashing: Hashing,
) -> None:
    """Set a new password for the right code.

    A password that breaks the rule costs no try. Wrong codes count for the name, over all its
    recoveries, until one is right. Raises `WeakPassword`, `WrongCode`, `CodeExpired` and
    `RecoveryClosed`.
    """
    begun = await locked(work, recovery_id, flow_token)
    if begun is None:
        raise CodeExpired
    check_password(password, begun.login_id)
    wrong = await queries.count_wrong_code(work, begun.kind, begun.login_id)
    if wrong > codes.WRONG_MAX:
        raise RecoveryClosed
    await try_code(work, begun, purpose=RECOVERY, code=code, pepper=pepper)
    await queries.forget_wrong_codes(work, begun.kind, begun.login_id)
    account = await work.session.get(Account, begun.account_id, with_for_update=True)
    assert account is not None, "a code is made for who has an account"
    await change_to(work, account, password, by="recovery", hashing=hashing)

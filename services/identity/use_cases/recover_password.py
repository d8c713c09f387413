"""Finish a recovery: the code, and a new password. Every session of the account ends."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.identity.credentials import change_to, check_password
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account
from services.identity.verifications import RECOVERY, CodeExpired, locked, try_lone_code


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
    if begun is None or begun.purpose != RECOVERY:
        raise CodeExpired
    check_password(password, begun.login_id)
    await try_lone_code(work, begun, code=code, pepper=pepper)
    account = await work.session.get(Account, begun.account_id, with_for_update=True)
    assert account is not None, "a code is made for who has an account"
    await change_to(work, account, password, by="recovery", hashing=hashing)

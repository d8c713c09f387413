"""Open the recovery of a password again, for somebody who stands at the branch."""

from chassis.authorize import branches_of
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.verifications import name_of


async def reopen_recovery(work: UnitOfWork, *, kind: str, login_id: str) -> None:
    """Forget the wrong codes of a name; a name without any is left as it is.

    Raises `NotFound` and `NotAllowed` (needs the role registrar).
    """
    await branches_of(work, "registrar")
    name = name_of(kind, login_id)
    await queries.hold_name(work, name.kind, name.login_id)
    await queries.forget_wrong_codes(work, name.kind, name.login_id)
    account = await queries.account_by_login(work, kind=name.kind, login_id=name.login_id)
    if account is not None:
        work.record("command", "recovery-reopened", about=("account", account.account_id))

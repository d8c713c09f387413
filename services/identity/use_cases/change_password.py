"""Change one's own password; every other session ends."""

from chassis.authorize import caller_of
from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.credentials import change_to, check_password
from services.identity.gateways.hashing import Hashing
from services.identity.verifications import check_rest, count_failure


class WrongPassword(Refusal):
    """Not the present password; the failure is counted as at a sign-in."""

    status = 403
    keeps_effects = True
    message = Message(
        ar="كلمة السر الحالية غير صحيحة.",
        en="The present password is not right.",
    )


async def change_password(
    work: UnitOfWork, *, current: str, password: str, hashing: Hashing
) -> None:
    """Set a new password for who knows the present one.

    Raises `NotSignedIn`, `NotFound` for a program (it has a key), `TooManyTries`, `WeakPassword`
    and `WrongPassword`.
    """
    caller = await caller_of(work)
    account = await queries.account(work, caller.subject)
    if account is None or account.password_hash is None:
        raise NotFound
    check_rest(work, account)
    check_password(password, account.login_id, account.display_name)
    if not await hashing.holds(current, account.password_hash):
        count_failure(work, account)
        raise WrongPassword
    await change_to(work, account, password, by="owner", hashing=hashing, keep=caller.session_id)

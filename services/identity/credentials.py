"""A new password for an account, and what follows from it."""

from uuid import UUID

from chassis.copies import note_revoked_sessions
from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import PasswordChanged, PasswordChangedBy, SessionsRevoked
from services.identity import queries
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account
from services.identity.rules import passwords


class WeakPassword(Refusal):
    """The password breaks the rule named by `fault`: short, long, kinds, known."""

    message = Message(
        ar="كلمة السر غير مقبولة ({fault}).",
        en="The password is not acceptable ({fault}).",
        fix_ar="8 خانات فأكثر من حروف وأرقام ورموز، وليست من الكلمات الشائعة.",
        fix_en="8 or more letters, digits and symbols, and not one of the well-known ones.",
    )


def check_password(password: str, *, login_id: str) -> None:
    """Raises `WeakPassword` for one that breaks the rule."""
    fault = passwords.fault(password, login_id=login_id)
    if fault is not None:
        raise WeakPassword(fault=fault)


async def change_to(
    work: UnitOfWork,
    account: Account,
    password: str,
    *,
    by: PasswordChangedBy,
    hashing: Hashing,
    keep: UUID | None = None,
) -> None:
    """Set the password, end every session but the one to keep, and announce both."""
    account.password_hash = await hashing.hash(password)
    account.failures, account.retry_at = 0, None
    changed = PasswordChanged(account_id=account.account_id, by=by, changed_at=work.now)
    work.publish(changed)
    work.record("command", "password-changed", about=("account", account.account_id), by=by)
    ended = [
        one
        for one in await queries.open_sessions(work, account.account_id)
        if one.session_id != keep
    ]
    if not ended:
        return
    for session in ended:
        session.ended_at = work.now
    revoked = SessionsRevoked(
        account_id=account.account_id,
        session_ids=[one.session_id for one in ended],
        revoked_at=work.now,
    )
    work.publish(revoked)
    await note_revoked_sessions(work, revoked)

"""A new password for an account, and what follows from it."""

from collections.abc import Mapping
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
    """The password breaks a rule; the refusals below say which."""

    message = Message(
        ar="كلمة السر غير مقبولة.",
        en="The password is not acceptable.",
        fix_ar="8 خانات فأكثر من حروف وأرقام ورموز، وليست من الكلمات الشائعة.",
        fix_en="8 or more letters, digits and symbols, and not one of the well-known ones.",
    )


class PasswordTooShort(WeakPassword):
    """Fewer than 8 characters."""

    message = Message(
        ar="كلمة السر قصيرة.",
        en="The password is short.",
        fix_ar="كتابة 8 خانات فأكثر.",
        fix_en="Use 8 or more characters.",
    )


class PasswordTooLong(WeakPassword):
    """More than 128 characters."""

    message = Message(
        ar="كلمة السر أطول من 128 خانة.",
        en="The password is longer than 128 characters.",
        fix_ar="اختيار كلمة أقصر.",
        fix_en="Choose a shorter one.",
    )


class PasswordTooPlain(WeakPassword):
    """Without a letter, a digit or a symbol."""

    message = Message(
        ar="ينقص كلمة السر حرف أو رقم أو رمز.",
        en="The password lacks a letter, a digit or a symbol.",
        fix_ar="جمع حروف وأرقام ورموز مثل @ # !",
        fix_en="Mix letters, digits and symbols such as @ # !",
    )


class PasswordWellKnown(WeakPassword):
    """One that everybody tries first, or with the login id or the owner's name in it."""

    message = Message(
        ar="كلمة السر شائعة أو فيها رمز الدخول أو الاسم، فيسهل تخمينها.",
        en="The password is a common word, or has the login id or name in it: easily guessed.",
        fix_ar="جمع كلمتين أو أكثر لا يعرفهما غيركم.",
        fix_en="Join two or more words that nobody else would think of.",
    )


_WEAK: Mapping[str, type[WeakPassword]] = {
    "short": PasswordTooShort,
    "long": PasswordTooLong,
    "kinds": PasswordTooPlain,
    "known": PasswordWellKnown,
}


def check_password(password: str, *own_words: str) -> None:
    """Raises the `WeakPassword` whose rule it breaks; `own_words` are known of the account."""
    fault = passwords.fault(password, own_words=own_words)
    if fault is not None:
        raise _WEAK[fault]


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
    await end_sessions(work, account.account_id, keep=keep)


async def end_sessions(work: UnitOfWork, account_id: UUID, *, keep: UUID | None = None) -> None:
    """End every session of an account but the one to keep, and announce it."""
    ended = [one for one in await queries.open_sessions(work, account_id) if one.session_id != keep]
    if not ended:
        return
    for session in ended:
        session.ended_at = work.now
    revoked = SessionsRevoked(
        account_id=account_id,
        session_ids=[one.session_id for one in ended],
        revoked_at=work.now,
    )
    work.publish(revoked)
    await note_revoked_sessions(work, revoked)

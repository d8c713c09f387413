"""Let a program of the corporation in: it signs a statement with its own key (RFC 7523).

No password and no code: a program has no phone. What it may do are its grants, as for people.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.tokens import ISSUER, BadToken, Signer, access_token, claimed_issuer, verify
from chassis.unit_of_work import Caller, UnitOfWork
from services.identity import queries
from services.identity.models import Account, Session, UsedAssertion
from services.identity.rules import sessions
from services.identity.rules.sessions import Tokens

KIND = "client-assertion+jwt"
LIFETIME_SECONDS_MAX = 300


class BadAssertion(Refusal):
    """Unknown program, wrong signature or audience, too old, too long-lived, or used before."""

    status = 401
    message = Message(
        ar="بيان البرنامج غير مقبول.",
        en="The program's assertion is not accepted.",
        fix_ar="توقيع بيان جديد قصير الأجل بالمفتاح المسجل.",
        fix_en="Sign a new, short-lived assertion with the registered key.",
    )


async def open_program_session(work: UnitOfWork, *, assertion: str, signer: Signer) -> Tokens:
    """An access token for the program; each assertion opens one session. Raises `BadAssertion`."""
    account = await _program(work, assertion)
    claims = await _claims(work, account, assertion)
    await _use_once(work, account, claims)
    session = Session(
        session_id=uuid7(),
        account_id=account.account_id,
        # Nobody is told it: a program does not refresh, it signs anew.
        refresh_hash=sessions.digest(secrets.token_urlsafe(32)),
        created_at=work.now,
        refreshed_at=work.now,
    )
    work.session.add(session)
    caller = Caller(account.account_id, "staff", session.session_id)
    access = access_token(signer, caller, now=work.now, lifetime=sessions.ACCESS_LIFETIME)
    return Tokens(access, "", int(sessions.ACCESS_LIFETIME.total_seconds()))


async def _program(work: UnitOfWork, assertion: str) -> Account:
    try:
        login_id = claimed_issuer(assertion)
    except BadToken as error:
        raise BadAssertion from error
    account = await queries.account_by_login(work, kind="staff", login_id=login_id)
    if account is None:
        raise BadAssertion
    return account


async def _claims(work: UnitOfWork, account: Account, assertion: str) -> dict[str, Any]:
    keys = await queries.program_keys(work, account.account_id)
    if not keys:
        raise BadAssertion
    try:
        known = KeySet.import_key_set({"keys": [key.public_jwk for key in keys]})
        claims = verify(
            assertion, known, kind=KIND, issuer=account.login_id, audience=ISSUER, now=work.now
        )
    except (BadToken, JoseError) as error:
        raise BadAssertion from error
    if claims["exp"] - claims["iat"] > LIFETIME_SECONDS_MAX or not claims.get("jti"):
        raise BadAssertion
    return claims


async def _use_once(work: UnitOfWork, account: Account, claims: dict[str, Any]) -> None:
    await work.session.execute(
        delete(UsedAssertion).where(col(UsedAssertion.expires_at) < work.now)
    )
    written = await work.session.execute(
        insert(UsedAssertion)
        .values(
            account_id=account.account_id,
            assertion_id=str(claims["jti"])[:100],
            # Kept a little longer than it is accepted: clocks differ.
            expires_at=datetime.fromtimestamp(claims["exp"] + LIFETIME_SECONDS_MAX, UTC),
        )
        .on_conflict_do_nothing()
        .returning(col(UsedAssertion.assertion_id))
    )
    if written.one_or_none() is None:
        raise BadAssertion

"""Signed-in people for a measurement: sessions of identity with their access tokens."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg

from benchmarks.server import Stand
from chassis.ids import uuid7
from chassis.tokens import Signer, access_token
from chassis.unit_of_work import Caller
from services.identity.main import KEY_ID
from services.identity.rules import sessions


@dataclass(frozen=True)
class SignedIn:
    """One session and what its requests carry."""

    session_id: UUID
    headers: dict[str, str]


async def sign_in(place: Stand, count: int) -> list[SignedIn]:
    """New sessions of one liaison officer of one establishment."""
    account, now = uuid7(), datetime.now(UTC)
    signer = Signer.from_file(place.place.keys / "identity-token.pem", KEY_ID)
    people = [_signed_in(signer, account, now) for _ in range(count)]
    async with place.connect("identity") as connection:
        await connection.execute(
            "insert into account (account_id, kind, login_id, display_name)"
            " values ($1, 'establishment', $2, 'Rabee Bakery')",
            account,
            str(account),
        )
        await connection.copy_records_to_table(
            "session",
            records=[(one.session_id, account, one.session_id.bytes, now, now) for one in people],
            columns=("session_id", "account_id", "refresh_hash", "created_at", "refreshed_at"),
        )
        await _let_act(connection, account)
    return people


async def _let_act(connection: asyncpg.Connection, account: UUID) -> None:
    """Let the account act for an establishment, as the copies of identity's events have it."""
    establishment = uuid7()
    await connection.execute(
        "insert into establishment_copy (establishment_id, number, name_ar, name_en, branch,"
        " payment_number, rate_scheme, registered_on, clock_shift_days, sandbox)"
        " values ($1, $2, 'مخبز الربيع', 'Rabee Bakery', 'zarqa', $2, 'private', $3, 0, false)",
        establishment,
        str(establishment),
        date(2026, 1, 11),
    )
    await connection.execute(
        "insert into grant_copy (grant_id, account_id, kind, establishment_id)"
        " values ($1, $2, 'liaison', $3)",
        uuid7(),
        account,
        establishment,
    )


def _signed_in(signer: Signer, account: UUID, now: datetime) -> SignedIn:
    session = uuid7()
    caller = Caller(account, "establishment", session)
    token = access_token(signer, caller, now=now, lifetime=sessions.ACCESS_LIFETIME)
    return SignedIn(session, {"authorization": f"Bearer {token}"})

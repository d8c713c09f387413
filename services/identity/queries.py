"""Reads of identity."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.identity.models import Account, Establishment, ProgramKey, Session, SignIn


async def account_by_login(work: UnitOfWork, *, kind: str, login_id: str) -> Account | None:
    """The account of a login id, locked: parallel tries on one account go one by one."""
    rows = await work.session.execute(
        select(Account)
        .where(col(Account.kind) == kind, col(Account.login_id) == login_id)
        .with_for_update()
    )
    return rows.scalar_one_or_none()


async def codes_in_last_hour(work: UnitOfWork, account_id: UUID, now: datetime) -> int:
    """How many sign-ins this account began within the hour."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(SignIn)
        .where(
            col(SignIn.account_id) == account_id, col(SignIn.created_at) > now - timedelta(hours=1)
        )
    )
    return rows.scalar_one()


async def sign_in(work: UnitOfWork, sign_in_id: UUID) -> SignIn | None:
    """A begun sign-in, locked."""
    return await work.session.get(SignIn, sign_in_id, with_for_update=True)


async def sign_in_by_reference(work: UnitOfWork, reference: UUID) -> SignIn | None:
    """The sign-in that a code's reference belongs to, locked."""
    rows = await work.session.execute(
        select(SignIn).where(col(SignIn.reference) == reference).with_for_update()
    )
    return rows.scalar_one_or_none()


async def session_by_refresh(work: UnitOfWork, digest: bytes) -> Session | None:
    """The session whose current or former refresh token has this hash, locked."""
    rows = await work.session.execute(
        select(Session)
        .where((col(Session.refresh_hash) == digest) | (col(Session.former_hash) == digest))
        .with_for_update()
    )
    return rows.scalar_one_or_none()


async def establishment(
    work: UnitOfWork, establishment_id: UUID, *, lock: bool = False
) -> Establishment | None:
    """An establishment of the register."""
    return await work.session.get(Establishment, establishment_id, with_for_update=lock or None)


async def program_keys(work: UnitOfWork, account_id: UUID) -> list[ProgramKey]:
    """The keys by which a program is known today."""
    found = await work.session.execute(
        select(ProgramKey).where(
            col(ProgramKey.account_id) == account_id, col(ProgramKey.ended_at).is_(None)
        )
    )
    return list(found.scalars())


async def next_number(work: UnitOfWork, sequence: str) -> str:
    """The next number of a register (`establishment_number`, `payment_number`)."""
    row = await work.session.execute(text("select nextval(cast(:s as regclass))"), {"s": sequence})
    return str(row.scalar_one())

"""Reads of identity."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.identity.models import (
    Account,
    Establishment,
    IdentityProof,
    Individual,
    Parameter,
    ProgramKey,
    Session,
    Verification,
    WrongCodes,
)
from services.identity.rules.codes import DAY, HOUR, MINUTE
from services.identity.rules.sessions import ABSOLUTE_LIFETIME

_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:name, 4714))")


async def account_by_login(work: UnitOfWork, *, kind: str, login_id: str) -> Account | None:
    """The account of a login id, locked: parallel tries on one account go one by one."""
    rows = await work.session.execute(
        select(Account)
        .where(col(Account.kind) == kind, col(Account.login_id) == login_id)
        .with_for_update()
    )
    return rows.scalar_one_or_none()


async def account(work: UnitOfWork, account_id: UUID) -> Account | None:
    """An account, locked."""
    return await work.session.get(Account, account_id, with_for_update=True)


async def hold_name(work: UnitOfWork, kind: str, login_id: str) -> None:
    """Hold a name, also one that nobody has, until this transaction ends."""
    await work.session.execute(_HOLD, {"name": f"{kind}|{login_id}"})


async def codes_asked(work: UnitOfWork, purpose: str, kind: str, login_id: str) -> list[datetime]:
    """When codes were asked for with this name within a day, oldest first."""
    rows = await work.session.execute(
        select(col(Verification.created_at))
        .where(
            col(Verification.kind) == kind,
            col(Verification.login_id) == login_id,
            col(Verification.purpose) == purpose,
            col(Verification.created_at) > work.now - DAY,
        )
        .order_by(col(Verification.created_at))
    )
    return list(rows.scalars())


async def codes_to(work: UnitOfWork, *, phone: str | None, email: str | None) -> list[datetime]:
    """When codes were asked for that go to a phone or mailbox of their own, within a day."""
    to = col(Verification.phone) == phone if phone else col(Verification.email) == email
    rows = await work.session.execute(
        select(col(Verification.created_at))
        .where(to, col(Verification.created_at) > work.now - DAY)
        .order_by(col(Verification.created_at))
    )
    return list(rows.scalars())


async def begun_by(work: UnitOfWork, client: str) -> int:
    """How many verifications a network address began within the hour."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(Verification)
        .where(
            col(Verification.client) == client,
            col(Verification.created_at) > work.now - HOUR,
        )
    )
    return rows.scalar_one()


async def verification(work: UnitOfWork, verification_id: UUID) -> Verification | None:
    """Something that waits for its code, locked."""
    return await work.session.get(Verification, verification_id, with_for_update=True)


async def verification_by_reference(work: UnitOfWork, reference: UUID) -> Verification | None:
    """What a code's reference belongs to, locked."""
    rows = await work.session.execute(
        select(Verification).where(col(Verification.reference) == reference).with_for_update()
    )
    return rows.scalar_one_or_none()


async def wrong_codes(work: UnitOfWork, purpose: str, kind: str, login_id: str) -> int:
    """How many wrong codes were tried for a name and a purpose since the last right one."""
    found = await work.session.get(WrongCodes, (purpose, kind, login_id))
    return found.count if found else 0


async def count_wrong_code(work: UnitOfWork, purpose: str, kind: str, login_id: str) -> int:
    """Count a code as wrong before it is compared; returns how many there are with it."""
    rows = await work.session.execute(
        insert(WrongCodes)
        .values(purpose=purpose, kind=kind, login_id=login_id, count=1)
        .on_conflict_do_update(
            index_elements=["purpose", "kind", "login_id"],
            set_={"count": col(WrongCodes.count) + 1},
        )
        .returning(col(WrongCodes.count))
    )
    return rows.scalar_one()


async def forget_wrong_codes(
    work: UnitOfWork, kind: str, login_id: str, *, purpose: str | None = None
) -> None:
    """One was right for its purpose; or the branch has helped, with all of them."""
    of_name = [col(WrongCodes.kind) == kind, col(WrongCodes.login_id) == login_id]
    if purpose is not None:
        of_name.append(col(WrongCodes.purpose) == purpose)
    await work.session.execute(delete(WrongCodes).where(*of_name))


async def proof(work: UnitOfWork, proof_id: UUID) -> IdentityProof | None:
    """What somebody claims of himself, locked."""
    return await work.session.get(IdentityProof, proof_id, with_for_update=True)


async def claims_of(work: UnitOfWork, kind: str, login_id: str) -> list[datetime]:
    """When anything was claimed of a number within a day, oldest first."""
    rows = await work.session.execute(
        select(col(IdentityProof.created_at))
        .where(
            col(IdentityProof.kind) == kind,
            col(IdentityProof.login_id) == login_id,
            col(IdentityProof.created_at) > work.now - DAY,
        )
        .order_by(col(IdentityProof.created_at))
    )
    return list(rows.scalars())


async def claims_by(work: UnitOfWork, client: str) -> int:
    """How much a network address claimed within the hour."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(IdentityProof)
        .where(
            col(IdentityProof.client) == client,
            col(IdentityProof.created_at) > work.now - HOUR,
        )
    )
    return rows.scalar_one()


async def claims_from(work: UnitOfWork, network: str) -> int:
    """How much was claimed from a network within the hour."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(IdentityProof)
        .where(
            col(IdentityProof.network) == network,
            col(IdentityProof.created_at) > work.now - HOUR,
        )
    )
    return rows.scalar_one()


async def wrong_lately(work: UnitOfWork) -> int:
    """Verifications in which a wrong code was tried within a minute, of everybody together."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(Verification)
        .where(col(Verification.wrong_at) > work.now - MINUTE)
    )
    return rows.scalar_one()


async def forget_claims(work: UnitOfWork, *, before: datetime) -> None:
    """What came to nothing is not kept for ever; a used one says where a former phone was."""
    await work.session.execute(
        delete(IdentityProof).where(
            col(IdentityProof.created_at) < before, col(IdentityProof.state) != "used"
        )
    )


async def individual(work: UnitOfWork, account_id: UUID) -> Individual | None:
    """What a person told of himself."""
    return await work.session.get(Individual, account_id)


async def parameter(work: UnitOfWork, name: str, *, on: date) -> int:
    """The value of a figure in force on a day."""
    rows = await work.session.execute(
        select(col(Parameter.value))
        .where(col(Parameter.name) == name, col(Parameter.effective_from) <= on)
        .order_by(col(Parameter.effective_from).desc())
        .limit(1)
    )
    return rows.scalar_one()


async def open_sessions(work: UnitOfWork, account_id: UUID) -> list[Session]:
    """The sessions of an account that may still be used, locked, oldest first."""
    rows = await work.session.execute(
        select(Session)
        .where(
            col(Session.account_id) == account_id,
            col(Session.ended_at).is_(None),
            col(Session.created_at) > work.now - ABSOLUTE_LIFETIME,
        )
        .order_by(col(Session.session_id))
        .with_for_update()
    )
    return list(rows.scalars())


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


async def contact(
    work: UnitOfWork, establishment_id: UUID | None, account_id: UUID | None
) -> tuple[str, str] | None:
    """Phone and language of an establishment's liaison officer, or of an account."""
    if establishment_id is not None:
        found = await establishment(work, establishment_id)
        return (found.contact_phone, "ar") if found else None
    owner = await work.session.get(Account, account_id) if account_id else None
    return (owner.phone, owner.language) if owner and owner.phone else None


async def former_contact(work: UnitOfWork, change_id: UUID) -> tuple[str, str] | None:
    """The phone that an account had before a change, and its owner's language."""
    rows = await work.session.execute(
        select(col(IdentityProof.former_phone), col(Account.language))
        .join(
            Account,
            (col(Account.kind) == col(IdentityProof.kind))
            & (col(Account.login_id) == col(IdentityProof.login_id)),
        )
        .where(
            col(IdentityProof.proof_id) == change_id, col(IdentityProof.former_phone).is_not(None)
        )
    )
    found = rows.one_or_none()
    return (str(found[0]), found[1]) if found else None


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

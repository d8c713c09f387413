"""Reads of identity."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.tables import GrantCopy
from chassis.unit_of_work import UnitOfWork
from services.identity.models import (
    Account,
    BranchArea,
    Enrolment,
    Establishment,
    EstablishmentChange,
    EstablishmentData,
    IdentityProof,
    Individual,
    Parameter,
    ProgramKey,
    ReferenceValue,
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
        .where(
            col(Account.kind) == kind,
            col(Account.login_id) == login_id,
            col(Account.closed_at).is_(None),
        )
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


async def reference_values(work: UnitOfWork, on: date) -> list[ReferenceValue]:
    """Every value of every list that is in force on a day, in the lists' order."""
    rows = await work.session.execute(
        select(ReferenceValue)
        .where(
            col(ReferenceValue.effective_from) <= on,
            func.coalesce(col(ReferenceValue.effective_to), on) >= on,
        )
        .order_by(col(ReferenceValue.list), col(ReferenceValue.place))
    )
    return list(rows.scalars())


async def branch_of(work: UnitOfWork, governorate: str, on: date) -> str | None:
    """The branch that serves a governorate on a day."""
    rows = await work.session.execute(
        select(col(BranchArea.branch)).where(
            col(BranchArea.governorate) == governorate,
            col(BranchArea.effective_from) <= on,
            func.coalesce(col(BranchArea.effective_to), on) >= on,
        )
    )
    return rows.scalar_one_or_none()


async def enrolment(work: UnitOfWork, enrolment_id: UUID) -> Enrolment | None:
    """An enrolment, locked."""
    return await work.session.get(Enrolment, enrolment_id, with_for_update=True)


async def enrolment_by_code(work: UnitOfWork, code_hash: bytes) -> Enrolment | None:
    """The enrolment whose draft code has this hash, locked."""
    rows = await work.session.execute(
        select(Enrolment).where(col(Enrolment.code_hash) == code_hash).with_for_update()
    )
    return rows.scalar_one_or_none()


async def enrolment_of(work: UnitOfWork, account_id: UUID) -> Enrolment | None:
    """The enrolment that opened an account."""
    rows = await work.session.execute(
        select(Enrolment).where(col(Enrolment.account_id) == account_id)
    )
    return rows.scalar_one_or_none()


async def enrolments_that_wait(
    work: UnitOfWork, branches: Collection[str] | None, *, after: UUID | None, limit: int
) -> list[Enrolment]:
    """Enrolments that wait for a visit to these branches (None: to any), oldest first."""
    query = select(Enrolment).where(col(Enrolment.state) == "awaiting_visit")
    if branches is not None:
        query = query.where(col(Enrolment.branch).in_(branches))
    if after is not None:
        query = query.where(col(Enrolment.enrolment_id) > after)
    rows = await work.session.execute(query.order_by(col(Enrolment.enrolment_id)).limit(limit))
    return list(rows.scalars())


async def drafts_begun_by(work: UnitOfWork, client: str) -> int:
    """How many drafts a network address began within the hour."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(Enrolment)
        .where(col(Enrolment.client) == client, col(Enrolment.begun_at) > work.now - HOUR)
    )
    return rows.scalar_one()


async def forget_old_drafts(work: UnitOfWork) -> None:
    """Remove drafts that were never sent and cannot be resumed any more."""
    await work.session.execute(
        delete(Enrolment).where(
            col(Enrolment.state) == "draft", col(Enrolment.expires_at) < work.now
        )
    )


async def establishment_data(
    work: UnitOfWork, establishment_id: UUID, *, lock: bool = False
) -> EstablishmentData | None:
    """What the register knows of an establishment beyond its record."""
    return await work.session.get(EstablishmentData, establishment_id, with_for_update=lock or None)


async def establishment_by_number(work: UnitOfWork, number: str) -> Establishment | None:
    """The establishment with an insurance number."""
    rows = await work.session.execute(
        select(Establishment).where(col(Establishment.number) == number)
    )
    return rows.scalar_one_or_none()


async def change(work: UnitOfWork, change_id: UUID) -> EstablishmentChange | None:
    """A change of establishment data, locked."""
    return await work.session.get(EstablishmentChange, change_id, with_for_update=True)


async def changes_under_review(
    work: UnitOfWork, establishment_id: UUID
) -> list[EstablishmentChange]:
    """Changes of an establishment's data that wait for a decision."""
    rows = await work.session.execute(
        select(EstablishmentChange).where(
            col(EstablishmentChange.establishment_id) == establishment_id,
            col(EstablishmentChange.state) == "under_review",
        )
    )
    return list(rows.scalars())


async def changes_that_wait(
    work: UnitOfWork, branches: Collection[str] | None, *, after: UUID | None, limit: int
) -> list[EstablishmentChange]:
    """Changes that wait for a decision of these branches (None: of any), oldest first."""
    query = select(EstablishmentChange).where(col(EstablishmentChange.state) == "under_review")
    if branches is not None:
        query = query.where(col(EstablishmentChange.branch).in_(branches))
    if after is not None:
        query = query.where(col(EstablishmentChange.change_id) > after)
    rows = await work.session.execute(
        query.order_by(col(EstablishmentChange.change_id)).limit(limit)
    )
    return list(rows.scalars())


async def open_liaisons(work: UnitOfWork, account_id: UUID) -> list[GrantCopy]:
    """For whom an account acts today."""
    rows = await work.session.execute(
        select(GrantCopy).where(
            col(GrantCopy.account_id) == account_id,
            col(GrantCopy.kind) == "liaison",
            col(GrantCopy.ended_at).is_(None),
        )
    )
    return list(rows.scalars())


async def use_up_codes(work: UnitOfWork, account_id: UUID) -> None:
    """No code that is on its way opens anything for an account any more."""
    await work.session.execute(
        update(Verification)
        .where(col(Verification.account_id) == account_id, col(Verification.used_at).is_(None))
        .values(used_at=work.now)
    )


async def liaison_officer(work: UnitOfWork, establishment_id: UUID) -> Account | None:
    """The account of whoever acts for an establishment today."""
    rows = await work.session.execute(
        select(Account)
        .join(GrantCopy, col(GrantCopy.account_id) == col(Account.account_id))
        .where(
            col(GrantCopy.establishment_id) == establishment_id, col(GrantCopy.ended_at).is_(None)
        )
        .order_by(col(GrantCopy.grant_id).desc())
        .limit(1)
    )
    return rows.scalar_one_or_none()


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

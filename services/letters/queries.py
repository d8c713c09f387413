"""Reads of letters, and the rows that its transactions hold."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.letters.models import (
    ClearanceRequest,
    HeardClearance,
    Letter,
    LetterParameter,
    RegisterCounter,
)

CLEARANCE_MONTH_ENDS = "clearance_month_ends"


async def request(
    work: UnitOfWork, request_id: UUID, *, lock: bool = False
) -> ClearanceRequest | None:
    """One request; with `lock`, as it stands now, held until the end of the transaction."""
    return await work.session.get(
        ClearanceRequest, request_id, with_for_update=lock or None, populate_existing=lock
    )


async def pending_request(work: UnitOfWork, establishment_id: UUID) -> ClearanceRequest | None:
    """The request of an establishment that is not decided yet."""
    found = await work.session.execute(
        select(ClearanceRequest).where(
            col(ClearanceRequest.establishment_id) == establishment_id,
            col(ClearanceRequest.state) == "pending",
        )
    )
    return found.scalar_one_or_none()


async def requests_of(
    work: UnitOfWork, establishment_id: UUID, *, before: UUID | None, limit: int
) -> list[ClearanceRequest]:
    """Requests of an establishment, newest first."""
    query = select(ClearanceRequest).where(
        col(ClearanceRequest.establishment_id) == establishment_id
    )
    if before is not None:
        query = query.where(col(ClearanceRequest.request_id) < before)
    found = await work.session.execute(
        query.order_by(col(ClearanceRequest.request_id).desc()).limit(limit)
    )
    return list(found.scalars())


async def letters_for(work: UnitOfWork, requests: Sequence[ClearanceRequest]) -> dict[UUID, Letter]:
    """The letters that some requests led to, by request."""
    ids = [one.request_id for one in requests]
    found = await work.session.execute(select(Letter).where(col(Letter.request_id).in_(ids)))
    return {letter.request_id: letter for letter in found.scalars()}


async def letter(work: UnitOfWork, letter_id: UUID, *, lock: bool = False) -> Letter | None:
    """One letter; with `lock`, as it stands now, held until the end of the transaction."""
    return await work.session.get(
        Letter, letter_id, with_for_update=lock or None, populate_existing=lock
    )


async def letter_by_number(work: UnitOfWork, number: str) -> Letter | None:
    """The letter of the register with a number."""
    found = await work.session.execute(select(Letter).where(col(Letter.number) == number))
    return found.scalar_one_or_none()


async def standing_letters(
    work: UnitOfWork, establishment_id: UUID, *, on: date, issued_before: int | None
) -> list[Letter]:
    """Letters of an establishment that hold on a day, held until the end of the transaction.

    Of these only those whose ground lies before a position of the ledger, if one is given.
    """
    query = (
        select(Letter)
        .where(
            col(Letter.establishment_id) == establishment_id,
            col(Letter.state) == "valid",
            col(Letter.valid_until) >= on,
        )
        .order_by(col(Letter.letter_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if issued_before is not None:
        query = query.where(col(Letter.ledger_position) < issued_before)
    return list((await work.session.execute(query)).scalars())


async def hold_clearance(work: UnitOfWork, establishment_id: UUID) -> HeardClearance:
    """What was heard of an establishment; nothing of it changes until the transaction ends.

    Who issues a letter and who hears of a change both begin with it: one comes after the other.
    """
    await work.session.execute(
        insert(HeardClearance)
        .values(
            establishment_id=establishment_id, clear=True, ledger_position=0, changed_at=work.now
        )
        .on_conflict_do_nothing()
    )
    found = await work.session.get(
        HeardClearance, establishment_id, with_for_update=True, populate_existing=True
    )
    assert found is not None, "it was written above, and such rows are never deleted"
    return found


async def next_ordinal(work: UnitOfWork, year: int) -> int:
    """The next place in the register of a year; it is free again if the transaction fails.

    Others who issue wait for this transaction, so that the register has no gap.
    """
    row = await work.session.execute(
        insert(RegisterCounter)
        .values(year=year, last_ordinal=1)
        .on_conflict_do_update(
            index_elements=["year"],
            set_={"last_ordinal": col(RegisterCounter.last_ordinal) + 1},
        )
        .returning(col(RegisterCounter.last_ordinal))
    )
    return int(row.scalar_one())


async def parameters(work: UnitOfWork, parameter: str) -> list[LetterParameter]:
    """Every period of one figure."""
    found = await work.session.execute(
        select(LetterParameter).where(col(LetterParameter.parameter) == parameter)
    )
    return list(found.scalars())

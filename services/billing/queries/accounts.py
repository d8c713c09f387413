"""The ledger."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Uuid, func, select
from sqlmodel import col

from chassis.columns import among
from chassis.unit_of_work import UnitOfWork
from services.billing.models.accounts import JournalEntry, Posting


async def balance(work: UnitOfWork, establishment_id: UUID) -> int:
    """What an establishment owes, in fils; below zero it has a credit."""
    found = await work.session.execute(
        select(
            func.coalesce(func.sum(col(Posting.amount_debit) - col(Posting.amount_credit)), 0)
        ).where(col(Posting.establishment_id) == establishment_id)
    )
    return int(found.scalar_one())


async def balances(work: UnitOfWork, establishments: Collection[UUID]) -> dict[UUID, int]:
    """What each of several owes, in fils; one who has no posting owes nothing."""
    found = await work.session.execute(
        select(
            col(Posting.establishment_id),
            func.sum(col(Posting.amount_debit) - col(Posting.amount_credit)),
        )
        .where(among(col(Posting.establishment_id), establishments, Uuid))
        .group_by(col(Posting.establishment_id))
    )
    known = {row[0]: int(row[1]) for row in found if row[0] is not None}
    return dict.fromkeys(establishments, 0) | known


async def entry_about(work: UnitOfWork, kind: str, about_id: UUID) -> JournalEntry:
    """The one entry of a kind about an object; it must be there."""
    found = await work.session.execute(
        select(JournalEntry).where(
            col(JournalEntry.kind) == kind, col(JournalEntry.about_id) == about_id
        )
    )
    return found.scalar_one()


async def trial_balance(work: UnitOfWork) -> list[tuple[str, int, int]]:
    """Every account with the sums of its debits and credits, in fils."""
    found = await work.session.execute(
        select(
            col(Posting.account),
            func.sum(col(Posting.amount_debit)),
            func.sum(col(Posting.amount_credit)),
        )
        .group_by(col(Posting.account))
        .order_by(col(Posting.account))
    )
    return [(row[0], int(row[1]), int(row[2])) for row in found]


async def ledger_of(
    work: UnitOfWork, establishment_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[tuple[JournalEntry, list[Posting]]]:
    """Entries of an establishment with their postings, oldest first."""
    query = select(JournalEntry).where(col(JournalEntry.establishment_id) == establishment_id)
    if after is not None:
        query = query.where(col(JournalEntry.entry_id) > after)
    found = await work.session.execute(query.order_by(col(JournalEntry.entry_id)).limit(limit))
    entries = list(found.scalars())
    postings = await work.session.execute(
        select(Posting).where(col(Posting.entry_id).in_([one.entry_id for one in entries]))
    )
    by_entry: dict[UUID, list[Posting]] = {one.entry_id: [] for one in entries}
    for posting in postings.scalars():
        by_entry[posting.entry_id].append(posting)
    return [(one, by_entry[one.entry_id]) for one in entries]

"""Posting on the double-entry ledger. Entries are never changed; the database checks balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chassis.ids import uuid7
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing.clearance import decide_clearance
from services.billing.models.accounts import JournalEntry, Posting

RECEIVABLE, CONTRIBUTIONS, BANK_HUB, SETTLEMENT_ACCOUNT, SUSPENSE = (
    "receivable",
    "contributions",
    "bank-hub",
    "settlement-account",
    "suspense",
)


@dataclass(frozen=True)
class About:
    """What an entry is about, with the number people know it by."""

    kind: Literal[
        "invoice",
        "adjustment",
        "payment",
        "reversal",
        "settlement",
        "difference",
        "release",
        "assignment",
    ]
    object_id: UUID
    number: str
    establishment_id: UUID | None


@dataclass(frozen=True)
class Entry:
    """One entry to post: two postings over an amount in fils; `reverses` links what it undoes."""

    about: About
    debit: str
    credit: str
    amount: int
    reverses: UUID | None = None


async def post(work: UnitOfWork, about: About, *, debit: str, credit: str, amount: int) -> None:
    """One entry of two postings over an amount in fils."""
    await post_all(work, [Entry(about, debit, credit, amount)])


async def post_all(work: UnitOfWork, entries: Sequence[Entry]) -> None:
    """Entries in their order, in two round trips however many there are.

    Those that move what an establishment owes also decide anew whether it is clear.
    """
    rows = [_row(work, entry) for entry in entries]
    work.session.add_all(rows)
    await work.session.flush()  # postings refer to their entry
    for row, entry in zip(rows, entries, strict=True):
        work.session.add_all(_postings(row, entry))
    await work.session.flush()
    for entry in entries:
        _record(work, entry)
    for establishment_id, entry_id in sorted(_moved(rows, entries).items()):
        await decide_clearance(work, establishment_id, entry_id=entry_id)


def _moved(rows: Sequence[JournalEntry], entries: Sequence[Entry]) -> dict[UUID, UUID]:
    """Whose debt the entries move, with the last entry of each."""
    return {
        row.establishment_id: row.entry_id
        for row, entry in zip(rows, entries, strict=True)
        if row.establishment_id is not None and RECEIVABLE in (entry.debit, entry.credit)
    }


def _row(work: UnitOfWork, entry: Entry) -> JournalEntry:
    about = entry.about
    return JournalEntry(
        entry_id=uuid7(),
        at=work.now,
        kind=about.kind,
        about_id=about.object_id,
        number=about.number,
        establishment_id=about.establishment_id,
        reverses=entry.reverses,
    )


def _postings(row: JournalEntry, entry: Entry) -> list[Posting]:
    sides = ((entry.debit, entry.amount, 0), (entry.credit, 0, entry.amount))
    return [
        Posting(
            entry_id=row.entry_id,
            account=account,
            establishment_id=row.establishment_id if account == RECEIVABLE else None,
            amount_debit=debited,
            amount_credit=credited,
        )
        for account, debited, credited in sides
    ]


def _record(work: UnitOfWork, entry: Entry) -> None:
    about = entry.about
    work.record(
        "money",
        f"{about.kind}-posted",
        about=(about.kind, about.number),
        refs=[about.object_id],
        establishment_id=about.establishment_id,
        debit=entry.debit,
        credit=entry.credit,
        amount=jod(entry.amount),
    )

"""Posting on the double-entry ledger. Entries are never changed; the database checks balance."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chassis.ids import uuid7
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing.models.accounts import JournalEntry, Posting

RECEIVABLE, CONTRIBUTIONS, BANK_HUB, SUSPENSE = (
    "receivable",
    "contributions",
    "bank-hub",
    "suspense",
)


@dataclass(frozen=True)
class About:
    """What an entry is about, with the number people know it by."""

    kind: Literal["invoice", "adjustment", "payment"]
    object_id: UUID
    number: str
    establishment_id: UUID | None


async def post(work: UnitOfWork, about: About, *, debit: str, credit: str, amount: int) -> None:
    """One entry of two postings over an amount in fils."""
    entry = JournalEntry(
        entry_id=uuid7(),
        at=work.now,
        kind=about.kind,
        about_id=about.object_id,
        number=about.number,
        establishment_id=about.establishment_id,
    )
    work.session.add(entry)
    await work.session.flush()  # postings refer to their entry
    for account, debited, credited in ((debit, amount, 0), (credit, 0, amount)):
        work.session.add(
            Posting(
                entry_id=entry.entry_id,
                account=account,
                establishment_id=about.establishment_id if account == RECEIVABLE else None,
                amount_debit=debited,
                amount_credit=credited,
            )
        )
    await work.session.flush()
    work.record(
        "money",
        f"{about.kind}-posted",
        about=(about.kind, about.number),
        refs=[about.object_id],
        establishment_id=about.establishment_id,
        debit=debit,
        credit=credit,
        amount=jod(amount),
    )

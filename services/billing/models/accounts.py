"""The double-entry ledger."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from chassis import columns
from services.billing.models import BillingTable


class JournalEntry(BillingTable, table=True):
    """One business fact on the ledger; its postings balance. Never changed.

    An entry that takes another one back names it in `reverses`.
    """

    __tablename__ = "journal_entry"

    entry_id: UUID = columns.primary_id()
    at: datetime = columns.instant()
    kind: str
    about_id: UUID
    number: str
    establishment_id: UUID | None = None
    reverses: UUID | None = None


class Posting(BillingTable, table=True):
    """One side of an entry; exactly one of debit and credit is above zero (fils)."""

    entry_id: UUID = columns.primary_id()
    account: str = Field(primary_key=True)
    establishment_id: UUID | None = None
    amount_debit: int = columns.money()
    amount_credit: int = columns.money()

"""Whether an establishment was clear when its ledger last moved."""

from datetime import datetime
from uuid import UUID

from chassis import columns
from services.billing.models import BillingTable


class ClearanceState(BillingTable, table=True):
    """What was last decided of an establishment; without a row it is clear: nothing was posted.

    `ledger_position` counts what has moved its ledger or held a month: it grows in the order of
    commits, because the row is locked while it does.
    """

    __tablename__ = "clearance_state"

    establishment_id: UUID = columns.primary_id()
    clear: bool
    ledger_position: int = columns.big_number()
    last_entry_id: UUID | None = None
    changed_at: datetime = columns.instant()

"""Clearance as it is told to letters."""

from chassis.money import jod
from services.billing.clearance import Clearance, Due
from services.billing.schemas.clearances import ClearanceView, DueView


def clearance_view(clearance: Clearance) -> ClearanceView:
    """The answer with its amounts."""
    return ClearanceView(
        clear=clearance.clear,
        balance_due=jod(max(clearance.balance, 0)),
        dues=[_due_view(due) for due in clearance.dues],
        held_months=[*clearance.held_months],
        ledger_position=clearance.position.number,
        last_entry_id=clearance.position.last_entry_id,
        as_of=clearance.as_of,
    )


def _due_view(due: Due) -> DueView:
    shown = due.document.model_dump(include={"invoice_id", "kind", "number", "month", "due_on"})
    return DueView(**shown, amount=jod(due.amount_open))

"""Settlement days, files and differences as they are shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.money import jod
from services.billing.models.payments import HubPayment, PaymentException
from services.billing.models.reconciliation import (
    BankEntry,
    HubReportLine,
    ReconciliationDay,
    ReconciliationImport,
)
from services.billing.queries.days import DayRow, Leg
from services.billing.schemas import reconciliation as schemas
from services.billing.views.treasury import sentence_of


def import_view(told: ReconciliationImport) -> schemas.ImportView:
    """A file with its verdict."""
    amounts = ("amount_total", "amount_opening", "amount_closing")
    shown = {name: _jod(getattr(told, name)) for name in amounts}
    return schemas.ImportView.model_validate({**told.model_dump(), **shown})


def imported_view(told: ReconciliationImport, *, already: bool) -> schemas.ImportedView:
    """The receipt of an import."""
    return schemas.ImportedView.model_validate({**told.model_dump(), "already": already})


def differing_line_view(line: HubReportLine) -> schemas.DifferingLineView:
    """A line in which something differs."""
    return schemas.DifferingLineView.model_validate(
        {**line.model_dump(), "amount": jod(line.amount_paid)}
    )


def day_row_view(row: DayRow) -> schemas.DayRowView:
    """A day in the list."""
    return schemas.DayRowView(
        day=row.day,
        state="closed" if row.state == "closed" else "open",
        has_report=row.has_report,
        has_statement=row.has_statement,
        differences=row.differences,
        amount_ledger=jod(int(row.amount_ledger)),
        closed_at=row.closed_at,
    )


def day_view(
    day: ReconciliationDay,
    legs: dict[str, Leg | None],
    differences: Sequence[schemas.DifferenceView],
    counted: int,
    entries: Sequence[BankEntry],
) -> schemas.DayView:
    """A day with its three legs and what lies between hub and bank."""
    hub, bank = legs["hub"], legs["bank"]
    between = None if hub is None or bank is None else jod(hub.amount - bank.amount)
    return schemas.DayView.model_validate(
        {
            **day.model_dump(),
            "legs": [_leg_view(name, leg) for name, leg in legs.items()],
            "between": between,
            "differences": differences,
            "differences_total": counted,
            "entries": [entry_view(entry) for entry in entries],
        }
    )


def _leg_view(name: str, leg: Leg | None) -> dict[str, Any]:
    if leg is None:
        return {"leg": name, "amount": None, "lines": 0}
    return {"leg": name, "amount": jod(leg.amount), "lines": leg.lines}


def entry_view(entry: BankEntry) -> schemas.BankEntryView:
    """A movement of the account."""
    return schemas.BankEntryView.model_validate({**entry.model_dump(), "amount": jod(entry.amount)})


def difference_view(raised: PaymentException, now: datetime) -> schemas.DifferenceView:
    """A difference with its age in days at an instant."""
    said = sentence_of(raised)
    waiting = raised.posted_at is not None and raised.settled_at is None and raised.amount != 0
    return schemas.DifferenceView.model_validate(
        {
            **raised.model_dump(),
            "ar": said.ar,
            "en": said.en,
            "amount": jod(raised.amount),
            "in_suspense": waiting,
            "age_days": ((raised.settled_at or now) - raised.raised_at).days,
        }
    )


def suspense_view(items: Sequence[PaymentException], now: datetime) -> schemas.SuspenseView:
    """What stands in suspense, and its sum."""
    return schemas.SuspenseView(
        items=[difference_view(one, now) for one in items],
        total=jod(sum(one.amount for one in items)),
    )


def reversed_view(payment: HubPayment) -> schemas.ReversedView:
    """A payment that was taken back."""
    return schemas.ReversedView.model_validate(
        {
            **payment.model_dump(),
            "hub_transaction": payment.transaction,
            "amount_reversed": jod(payment.amount_paid),
            "reason": payment.reversal_reason,
        }
    )


def transaction_view(payment: HubPayment) -> schemas.TransactionView:
    """A payment with what became of it."""
    return schemas.TransactionView.model_validate(
        {
            **payment.model_dump(),
            "hub_transaction": payment.transaction,
            "amount_paid": jod(payment.amount_paid),
        }
    )


def _jod(amount: int | None) -> str | None:
    return None if amount is None else jod(amount)

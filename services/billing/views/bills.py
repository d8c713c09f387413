"""Bills, payments and the ledger of an establishment."""

from collections.abc import Sequence

from chassis.money import jod
from services.billing.models.accounts import JournalEntry, Posting
from services.billing.models.invoices import HeldRun, Invoice, InvoiceLine
from services.billing.models.payments import HubPayment
from services.billing.rules.allocation import allocated
from services.billing.schemas import SentenceView
from services.billing.schemas.bills import (
    HeldView,
    InvoiceView,
    LedgerEntryView,
    LineView,
    PaymentView,
)

ROUNDING = {
    "half-up-per-part": SentenceView(
        ar="يُقرّب كل جزء إلى أقرب فلس (النصف إلى أعلى) ثم تُجمع الأجزاء.",
        en="Each part is rounded half up to the fils, then the parts are added.",
    )
}


def invoice_views(invoices: Sequence[Invoice], balance: int) -> list[InvoiceView]:
    """All that an establishment was billed (oldest first), with what was paid on each.

    `balance` is what it still owes in all (fils): the rest of what was billed is paid.
    """
    amounts = [one.amount_due for one in invoices]
    covered = allocated(amounts, sum(amounts) - balance)
    return [_invoice_view(one, part) for one, part in zip(invoices, covered, strict=True)]


def _invoice_view(invoice: Invoice, paid: int) -> InvoiceView:
    rest = invoice.amount_due - paid
    amounts = {"amount_due": invoice.amount_due, "amount_paid": paid, "balance_due": rest}
    return InvoiceView.model_validate(
        {
            **invoice.model_dump(),
            **{name: jod(amount) for name, amount in amounts.items()},
            "state": "due" if rest else "paid",
        }
    )


def line_view(line: InvoiceLine, month: str) -> LineView:
    """A line with its explanation."""
    return LineView.model_validate(
        {
            **line.model_dump(),
            "month": month,
            "wage": jod(line.amount_wage),
            "counted_wage": jod(line.amount_base),
            "worker_share": jod(line.amount_worker),
            "employer_share": jod(line.amount_employer),
            "total": jod(line.amount_worker + line.amount_employer),
            "before": jod(line.amount_worker_before + line.amount_employer_before),
            "difference": jod(line.difference),
            "rounding": ROUNDING[line.rounding],
        }
    )


def held_view(held: HeldRun) -> HeldView:
    """A held month."""
    return HeldView(month=held.month, missing_wages=len(held.coverage_ids), held_at=held.held_at)


def payment_view(payment: HubPayment) -> PaymentView:
    """A payment."""
    return PaymentView.model_validate(
        {
            **payment.model_dump(),
            "amount_paid": jod(payment.amount_paid),
            "hub_transaction": payment.transaction,
        }
    )


def ledger_view(entry: JournalEntry, postings: Sequence[Posting]) -> LedgerEntryView:
    """An entry with its two sides."""
    [debit] = [one for one in postings if one.amount_debit]
    [credit] = [one for one in postings if one.amount_credit]
    return LedgerEntryView.model_validate(
        {
            **entry.model_dump(),
            "debit_account": debit.account,
            "credit_account": credit.account,
            "amount": jod(debit.amount_debit),
        }
    )

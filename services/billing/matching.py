"""The differences of a settlement day as named exceptions, kept true as files and payments come."""

from collections.abc import Iterable, Sequence
from datetime import date

from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing.exceptions import Raised, raise_all, withdraw
from services.billing.gateways.reports.forms import Agreement
from services.billing.models.reconciliation import BankEntry, ReconciliationDay
from services.billing.queries import days
from services.billing.queries.matching import Difference, differences, mark_lines
from services.billing.rules.settlement import bank_difference, in_suspense

OF_THE_REPORT = frozenset(
    {
        "foreign-line",
        "amount-differs",
        "account-differs",
        "duplicate-line",
        "reported-before",
        "ours-missing",
        "reversed-here",
        "reversal-differs",
        "reversal-misstated",
    }
)
"""Differences that are gone when matching does not find them again."""

OF_THE_BANK = frozenset({"bank-short", "bank-over"})
_BY_LINE = frozenset({"foreign-line", "duplicate-line", "reported-before"})


async def match_report(
    work: UnitOfWork, day: ReconciliationDay, agreed: Agreement
) -> list[Difference]:
    """Match a day's report with our payments and name what differs; twice is as good as once."""
    if day.report_import_id is None:
        return []
    found = await differences(
        work, day.report_import_id, day=day.day, biller_code=agreed.biller_code
    )
    await mark_lines(work, day.report_import_id, found)
    named = [raised_of(one, day.day) for one in found if one.kind in OF_THE_REPORT]
    await raise_all(work, named)
    await withdraw(work, day.day, kinds=OF_THE_REPORT, still=named)
    return found


async def match_bank(work: UnitOfWork, day: ReconciliationDay, agreed: Agreement) -> None:
    """Compare the hub's total of a day with what the bank credited for it, to the fils."""
    hub = await days.hub_leg(
        work, day.report_import_id, day=day.day, biller_code=agreed.biller_code
    )
    named: list[Raised] = []
    if hub is not None and day.statement_import_id is not None:
        bank = await days.bank_leg(work, day.day)
        named = [*_bank_differs(day.day, hub.amount, bank.amount)]
    await raise_all(work, named)
    await withdraw(work, day.day, kinds=OF_THE_BANK, still=named)


def raised_of(found: Difference, day: date) -> Raised:
    """The exception that names a difference of the report."""
    by_line = found.kind in _BY_LINE
    facts = {
        "transaction": found.transaction,
        "line": found.line,
        "amount_hub": _jod(found.amount_hub),
        "amount_ours": _jod(found.amount_ours),
        "billing_no_hub": found.billing_no_hub,
        "billing_no_ours": found.billing_no_ours,
    }
    return Raised(
        found.kind,
        f"{day.isoformat()}/{found.line}" if by_line else found.transaction,
        {name: value for name, value in facts.items() if value is not None},
        day=day,
        amount=in_suspense(found.kind, hub=found.amount_hub, ours=found.amount_ours),
    )


def unknown_entries(day: date, entries: Iterable[BankEntry]) -> list[Raised]:
    """Movements of a statement that no settlement day can count: money without a known reason."""
    return [_unknown(day, entry) for entry in entries if entry.counts_on is None]


def _unknown(day: date, entry: BankEntry) -> Raised:
    kind = "unknown-bank-credit" if entry.amount > 0 else "unknown-bank-debit"
    facts = {
        "reference": entry.reference,
        "text": entry.text,
        "amount": jod(abs(entry.amount)),
        "line": entry.line,
    }
    if entry.settles_on is not None:
        kind, facts["settles_on"] = "bank-late", entry.settles_on.isoformat()
    return Raised(kind, f"{day.isoformat()}/{entry.line}", facts, day=day, amount=entry.amount)


def _bank_differs(day: date, hub: int, bank: int) -> Iterable[Raised]:
    kind = bank_difference(hub, bank)
    if kind is not None:
        facts = {"expected": jod(hub), "credited": jod(bank), "difference": jod(abs(hub - bank))}
        yield Raised(kind, day.isoformat(), facts, day=day, amount=bank - hub)


def _jod(amount: int | None) -> str | None:
    return None if amount is None else jod(amount)


def by_kind(found: Sequence[Difference]) -> dict[str, list[Difference]]:
    """The differences of each kind."""
    sorted_out: dict[str, list[Difference]] = {}
    for one in found:
        sorted_out.setdefault(one.kind, []).append(one)
    return sorted_out

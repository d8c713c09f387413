"""A bank statement as a table: one row a movement, with the balance after it."""

from collections.abc import Sequence

from chassis.money import jod
from services.billing.gateways.reports.fields import Cells
from services.billing.gateways.reports.forms import CURRENCY, BankEntry, BankStatement
from services.billing.gateways.reports.marks import settled_day
from services.billing.gateways.reports.profiles import Profile
from services.billing.gateways.reports.refusals import BalancesDoNotAddUp, OtherAccount
from services.billing.gateways.reports.tables import read_all, rows_of


async def read(content: bytes, profile: Profile) -> tuple[BankStatement, str]:
    """The statement and its currency; the first row's balance tells the opening one.

    Raises `OtherAccount` and `BalancesDoNotAddUp` for rows that do not belong together, and what
    `rows_of` and `read_all` refuse.
    """
    rows = await rows_of(content, profile)
    entries = read_all(rows, lambda row: _entry(row, profile))
    balances = read_all(rows, lambda row: row.signed("balance"))
    _check_chain(entries, balances)
    statement = BankStatement(
        day=max(entry.booked_on for entry in entries),
        account=_the_one(rows, "account"),
        number="",
        amount_opening=balances[0] - entries[0].amount,
        amount_closing=balances[-1],
        entries=tuple(entries),
    )
    strange = sorted({row.optional("currency") for row in rows} - {CURRENCY})
    return statement, strange[0] if strange else CURRENCY


def _entry(row: Cells, profile: Profile) -> BankEntry:
    credit, debit = (_side(row, key) for key in ("amount_credit", "amount_debit"))
    text = row.optional("text")
    return BankEntry(
        line=row.number,
        reference=row.optional("reference"),
        booked_on=row.day("booked_on"),
        amount=credit - debit,
        text=text,
        settles_on=settled_day(profile, text, row.optional("reference")),
    )


def _side(row: Cells, key: str) -> int:
    """The amount on one side; the other side's cell is empty."""
    return row.amount(key) if row.optional(key) else 0


def _check_chain(entries: Sequence[BankEntry], balances: Sequence[int]) -> None:
    """Each balance follows from the one before it: no row is missing in the middle."""
    for entry, before, after in zip(entries[1:], balances, balances[1:], strict=False):
        if before + entry.amount != after:
            raise BalancesDoNotAddUp(summed=jod(before + entry.amount), stated=jod(after))


def _the_one(rows: Sequence[Cells], key: str) -> str:
    first = rows[0].optional(key)
    for row in rows:
        if row.optional(key) != first:
            raise OtherAccount(told=row.optional(key)[:40], ours=first[:40])
    return first

"""What the files say, as plain values: the hub's day report and the bank's statement."""

from dataclasses import dataclass
from datetime import date, datetime

CURRENCY = "JOD"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed on settlement: our code at the hub, and the account the money goes to."""

    biller_code: int
    account: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of the hub's report; `line` is its row in the file, amounts are fils.

    `status` is `paid` or `reversed`; `day` is the day on which the hub settles it with the bank.
    """

    line: int
    transaction: str
    bank_trx: str
    billing_no: str
    amount_paid: int
    amount_fees: int
    process_at: datetime
    day: date
    bank_code: int
    biller_code: int
    status: str


@dataclass(frozen=True, slots=True)
class HubReport:
    """A day as the hub reports it. The totals are over all lines, whatever they are."""

    day: date
    lines: tuple[ReportLine, ...]

    @property
    def amount_total(self) -> int:
        """All amounts paid, in fils."""
        return sum(line.amount_paid for line in self.lines)


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One booked movement of the account: fils above zero for a credit, below for a debit.

    `settles_on` is the hub's day that the entry names; absent for everything else on the account.
    """

    line: int
    reference: str
    booked_on: date
    amount: int
    text: str
    settles_on: date | None


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A day of the settlement account; the balances (fils) enclose the entries exactly."""

    day: date
    account: str
    number: str
    amount_opening: int
    amount_closing: int
    entries: tuple[BankEntry, ...]

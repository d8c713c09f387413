"""One row of a January file: from its cells to an entry, or to what is wrong with it.

The wage is not under the minimum in force on the first of January (A, SSC FAQ).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.findings import Finding
from chassis.money import jod
from chassis.workbooks.rows import Cells

READ = ("insurance_number", "wage")
"""The columns that count; the others are there for people."""


@dataclass(frozen=True)
class Limits:
    """What holds for one file: its year, the minimum wage (fils) and the change asked about."""

    year: int
    minimum_wage: int
    change_percent: int

    @property
    def facts(self) -> dict[str, str]:
        """What findings say of the year."""
        return {"year": str(self.year)}


@dataclass(frozen=True)
class Entry:
    """A row as read. Either part is absent where the cell says none; a wage in fils a month."""

    insurance_number: str | None
    amount_wage: int | None


def read_row(
    cells: Mapping[str, Any], *, limits: Limits, formulas: Iterable[str] = ()
) -> tuple[Entry, list[Finding]]:
    """What a row says, and every finding, cell by cell."""
    row = Cells(cells, [column for column in formulas if column in READ])
    number = row.digits("insurance_number")
    if number is None:
        row.missing("insurance_number", "insurance-number-missing")
    return Entry(number, _wage(row, limits)), row.findings


def _wage(row: Cells, limits: Limits) -> int | None:
    wage = row.amount("wage")
    if wage is None:
        row.missing("wage", "wage-missing", **limits.facts)
        return None
    if wage < limits.minimum_wage:
        minimum = jod(limits.minimum_wage)
        row.wrong("wage", "wage-under-minimum", minimum=minimum, **limits.facts)
    return wage

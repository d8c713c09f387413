"""Enrolment rows: from the cells of one row to an entry, or to what is wrong with it.

At least two of national (or personal) number, insurance number and birth date (A, guide for
establishments); wage not under the minimum in force on the start date (A, SSC FAQ); start within
the batch's month and not in the future (C).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.findings import Finding
from chassis.money import jod
from chassis.workbooks.rows import Cells

IDENTIFIERS_MIN = 2


@dataclass(frozen=True)
class Limits:
    """What holds for one batch: its month, the business date, and the minimum wage of a date."""

    first_day: date
    last_day: date
    today: date
    minimum_wage: Callable[[date], int]
    """Fils a month."""


@dataclass(frozen=True)
class Entry:
    """One enrolment as the employer declares it. Wage in fils a month."""

    national_number: str | None
    insurance_number: str | None
    birth_date: date | None
    started_on: date
    amount_wage: int
    hazardous: bool
    phone: str | None


def read_row(
    cells: Mapping[str, Any], *, limits: Limits, formulas: Iterable[str] = ()
) -> tuple[Entry | None, list[Finding]]:
    """The entry of a row (None if anything is wrong) and every finding, cell by cell."""
    row = Cells(cells, list(formulas))
    identifiers = _identifiers(row)
    started_on = _start(row, limits)
    wage = _wage(row, started_on, limits)
    hazardous, phone = row.flag("hazardous"), row.phone("phone")
    if row.findings or started_on is None or wage is None:
        return None, row.findings
    return Entry(*identifiers, started_on, wage, hazardous, phone), []


def _identifiers(row: Cells) -> tuple[str | None, str | None, date | None]:
    national, insurance = row.digits("national_number"), row.digits("insurance_number")
    birth_date = row.date("birth_date")
    given = sum(one is not None for one in (national, insurance, birth_date))
    if given < IDENTIFIERS_MIN and not row.findings:
        row.wrong("national_number", "two-identifiers")
    if national is not None and not re.fullmatch(r"\d{10}", national):
        row.wrong("national_number", "national-number-length", digits=str(len(national)))
    if insurance is not None and not re.fullmatch(r"\d{4,10}", insurance):
        row.wrong("insurance_number", "insurance-number-form")
    return national, insurance, birth_date


def _start(row: Cells, limits: Limits) -> date | None:
    started_on = row.date("started_on")
    if started_on is None:
        row.missing("started_on", "start-missing")
        return None
    if not limits.first_day <= started_on <= limits.last_day:
        row.wrong("started_on", "start-outside-month", month=limits.first_day.strftime("%Y-%m"))
    elif started_on > limits.today:
        row.wrong("started_on", "start-in-future", today=limits.today.isoformat())
    return started_on


def _wage(row: Cells, started_on: date | None, limits: Limits) -> int | None:
    wage = row.amount("wage")
    if wage is None:
        row.missing("wage", "wage-missing")
        return None
    minimum = limits.minimum_wage(started_on or limits.first_day)
    if wage < minimum:
        row.wrong("wage", "wage-under-minimum", minimum=jod(minimum))
    return wage


def repeated(entries: Mapping[int, Entry]) -> dict[int, Finding]:
    """Rows whose person stands in an earlier row of the same file."""
    seen: dict[str, int] = {}
    found = {}
    for number, entry in entries.items():
        keys = [key for key in (entry.national_number, entry.insurance_number) if key]
        earlier = [seen[key] for key in keys if key in seen]
        if earlier:
            found[number] = Finding("national_number", "twice-in-file", {"row": str(earlier[0])})
        for key in keys:
            seen.setdefault(key, number)
    return found

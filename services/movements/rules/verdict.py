"""The verdict on a workbook: every row read, then compared with the others and with the registers.

Pure: what the registers know is handed in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.movements.rules.enrolment import Entry, Limits, read_row, repeated
from services.movements.rules.findings import Finding
from services.movements.rules.persons import Person, findings_about


@dataclass
class JudgedRow:
    """One row: its cells as written, what was read, who it is, and what is wrong."""

    number: int
    cells: Mapping[str, Any]
    entry: Entry | None = None
    person: Person | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it may be sent."""
        return not self.findings


@dataclass(frozen=True)
class Registers:
    """What is known of the persons of a workbook.

    `insured` by national number, `by_insurance` and `civil` likewise; `covered_since` tells from
    when a person is covered at this establishment on a day.
    """

    insured: Mapping[str, Person]
    by_insurance: Mapping[str, Person]
    civil: Mapping[str, Person]
    covered_since: Callable[[str, date], date | None]
    minimum_age: Callable[[date], int]


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, Any], Sequence[str]]], limits: Limits
) -> list[JudgedRow]:
    """Rows as (number, cells, columns with formulas): read alone, then against one another."""
    judged = []
    for number, cells, formulas in rows:
        entry, findings = read_row(cells, limits=limits, formulas=formulas)
        judged.append(JudgedRow(number, cells, entry, None, findings))
    entries = {row.number: row.entry for row in judged if row.entry is not None}
    again = repeated(entries)
    for row in judged:
        if row.number in again:
            row.findings.append(again[row.number])
    return judged


def judge(rows: Iterable[JudgedRow], registers: Registers) -> None:
    """Find each good row's person and add what the registers say against it."""
    for row in rows:
        if row.entry is None or not row.good:
            continue
        row.person = person_of(row.entry, registers)
        since = None
        if row.person is not None:
            since = registers.covered_since(row.person.national_number, row.entry.started_on)
        row.findings += findings_about(
            row.entry,
            row.person,
            minimum_age=registers.minimum_age(row.entry.started_on),
            covered_since=since,
        )


def person_of(entry: Entry, registers: Registers) -> Person | None:
    """Who an entry speaks of: the civil registry's person with his insurance number."""
    number = entry.national_number
    if number is None and entry.insurance_number is not None:
        insured = registers.by_insurance.get(entry.insurance_number)
        number = insured.national_number if insured else None
    civil = registers.civil.get(number) if number else None
    if civil is None:
        return None
    known = registers.insured.get(civil.national_number)
    return replace(civil, insurance_number=known.insurance_number if known else None)


def numbers_to_ask(rows: Iterable[JudgedRow], by_insurance: Mapping[str, Person]) -> set[str]:
    """National numbers that the civil registry is asked about."""
    numbers = set()
    for row in rows:
        if row.entry is None or not row.good:
            continue
        if row.entry.national_number:
            numbers.add(row.entry.national_number)
        elif insured := by_insurance.get(row.entry.insurance_number or ""):
            numbers.add(insured.national_number)
    return numbers

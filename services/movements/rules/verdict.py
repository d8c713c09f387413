"""The verdict on a workbook: every row read, then compared with the others and with the registers.

Pure: what the registers know is handed in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from chassis.findings import Finding
from services.movements.rules.enrolment import Entry, Limits, read_row, repeated
from services.movements.rules.persons import Person, findings_about
from services.movements.rules.stops import Covered, StopEntry, fault_of_row, read_stop

RawRow = tuple[int, Mapping[str, Any], Sequence[str]]
"""Number as people see it, cells as written, columns whose cell is a formula."""


@dataclass
class JudgedRow:
    """One row: its cells as written, what was read, who it is, and what is wrong."""

    kind: Literal["start", "stop"]
    number: int
    cells: Mapping[str, Any]
    entry: Entry | None = None
    person: Person | None = None
    stop: StopEntry | None = None
    covered: Covered | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it may be sent."""
        return not self.findings


@dataclass(frozen=True)
class Registers:
    """What is known of the persons of a workbook.

    `insured` by national number, `by_insurance` and `civil` likewise; `covered_since` tells from
    when a person is covered at this establishment on a day; `covered` are the workers named on the
    sheet of stops, by insurance number.
    """

    insured: Mapping[str, Person]
    by_insurance: Mapping[str, Person]
    civil: Mapping[str, Person]
    covered_since: Callable[[str, date], date | None]
    minimum_age: Callable[[date], int]
    covered: Mapping[str, Covered]
    today: date


def read_enrolments(rows: Iterable[RawRow], limits: Limits) -> list[JudgedRow]:
    """Rows of the sheet of enrolments: read alone, then against one another."""
    judged = []
    for number, cells, formulas in rows:
        entry, findings = read_row(cells, limits=limits, formulas=formulas)
        judged.append(JudgedRow("start", number, cells, entry=entry, findings=findings))
    entries = {row.number: row.entry for row in judged if row.entry is not None}
    again = repeated(entries)
    for row in judged:
        if row.number in again:
            row.findings.append(again[row.number])
    return judged


def read_stops(
    rows: Iterable[RawRow], reason_code: Callable[[str, date], str | None]
) -> list[JudgedRow]:
    """Rows of the sheet of stops: read alone, then against one another."""
    judged, seen = [], dict[str, int]()
    for number, cells, formulas in rows:
        stop, findings = read_stop(cells, formulas=formulas, reason_code=reason_code)
        if stop is not None and stop.insurance_number in seen:
            facts = {"row": str(seen[stop.insurance_number])}
            findings.append(Finding("insurance_number", "twice-in-file", facts))
        elif stop is not None:
            seen[stop.insurance_number] = number
        judged.append(JudgedRow("stop", number, cells, stop=stop, findings=findings))
    return judged


def judge(rows: Iterable[JudgedRow], registers: Registers) -> None:
    """Find each good row's person or cover, and add what the registers say against it."""
    for row in rows:
        if not row.good:
            continue
        if row.stop is not None:
            _judge_stop(row, row.stop, registers)
        elif row.entry is not None:
            _judge_enrolment(row, row.entry, registers)


def _judge_stop(row: JudgedRow, stop: StopEntry, registers: Registers) -> None:
    row.covered = registers.covered.get(stop.insurance_number)
    fault = fault_of_row(stop, row.covered, today=registers.today)
    if fault is not None:
        row.findings.append(fault)


def _judge_enrolment(row: JudgedRow, entry: Entry, registers: Registers) -> None:
    row.person = person_of(entry, registers)
    since = None
    if row.person is not None:
        since = registers.covered_since(row.person.national_number, entry.started_on)
    row.findings += findings_about(
        entry,
        row.person,
        minimum_age=registers.minimum_age(entry.started_on),
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

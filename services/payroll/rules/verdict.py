"""The verdict on a January file: each row read, then held against the roll of that January.

Who is in the file: everybody in service in January of its year (A, guide for establishments); each
of them once, and nobody else (C). A wage that moved by more than a dated share is asked about (C).

Pure: what the registers know is handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.findings import Finding
from chassis.money import jod
from services.payroll.rules.rows import Entry, Limits, read_row
from services.payroll.rules.wages import changed_beyond

RawRow = tuple[int, Mapping[str, Any], Sequence[str]]
"""Number as people see it, cells as written, columns whose cell is a formula."""


@dataclass(frozen=True)
class Worker:
    """Somebody in service that January, with the wage last known (fils a month)."""

    person_id: str
    insurance_number: str
    amount_before: int


@dataclass
class JudgedRow:
    """One row, or (without a number) a worker whom the file leaves out."""

    number: int | None
    cells: Mapping[str, Any]
    worker: Worker | None = None
    amount_wage: int | None = None
    findings: list[Finding] = field(default_factory=list)
    questions: list[Finding] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        """Whether the worker has no row."""
        return self.number is None

    @property
    def faulty(self) -> bool:
        """Whether the row is there and wrong."""
        return not self.missing and bool(self.findings)


def judge(rows: Iterable[RawRow], roll: Mapping[str, Worker], limits: Limits) -> list[JudgedRow]:
    """Every row with its findings and questions, then the workers without one.

    `roll` is everybody in service that January, by insurance number.
    """
    judged = [_judged(row, roll, limits) for row in rows]
    _mark_repeated(judged)
    present = {row.worker.person_id for row in judged if row.worker is not None}
    absent = [worker for worker in roll.values() if worker.person_id not in present]
    return [*judged, *(_left_out(worker, limits) for worker in absent)]


def nobody_of_ours(rows: Iterable[JudgedRow]) -> bool:
    """Whether no row speaks of anybody on the roll: the file of another establishment."""
    return all(row.worker is None for row in rows if not row.missing)


def _judged(raw: RawRow, roll: Mapping[str, Worker], limits: Limits) -> JudgedRow:
    number, cells, formulas = raw
    entry, findings = read_row(cells, limits=limits, formulas=formulas)
    worker = roll.get(entry.insurance_number or "")
    if worker is None and entry.insurance_number is not None:
        findings.append(Finding("insurance_number", "not-in-january", limits.facts))
    questions = [] if findings or worker is None else _asked(entry, worker, limits)
    return JudgedRow(number, cells, worker, entry.amount_wage, findings, questions)


def _asked(entry: Entry, worker: Worker, limits: Limits) -> list[Finding]:
    before, after = worker.amount_before, entry.amount_wage
    if after is None or not changed_beyond(before, after, percent=limits.change_percent):
        return []
    facts = {"before": jod(before), "after": jod(after), "percent": str(limits.change_percent)}
    return [Finding("wage", "wage-change", facts)]


def _mark_repeated(rows: Iterable[JudgedRow]) -> None:
    """The second row of a person, and each after it, names the first."""
    first: dict[str, int | None] = {}
    for row in rows:
        if row.worker is None:
            continue
        earlier = first.setdefault(row.worker.person_id, row.number)
        if earlier != row.number:
            facts = {"row": str(earlier)}
            row.findings.append(Finding("insurance_number", "twice-in-file", facts))


def _left_out(worker: Worker, limits: Limits) -> JudgedRow:
    cells = {"insurance_number": worker.insurance_number}
    return JudgedRow(None, cells, worker, findings=[Finding("", "missing-from-file", limits.facts)])

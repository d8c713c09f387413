"""When a worker's cover may be stopped, and what to say when it may not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chassis.findings import Finding
from chassis.workbooks.rows import Cells


@dataclass(frozen=True)
class StopEntry:
    """One stop as the employer declares it: who, his last day, and a reason's code."""

    insurance_number: str
    stopped_on: date
    reason: str | None


@dataclass(frozen=True)
class Covered:
    """A worker's newest period of cover at the establishment."""

    coverage_id: str
    person_id: str
    started_on: date
    stopped_on: date | None
    waiting: bool
    """Whether a stop of it is under review."""


def fault_of(
    stopped_on: date,
    *,
    started_on: date | None,
    already_stopped: bool,
    waiting: bool,
    reason_known: bool,
    today: date,
) -> Finding | None:
    """The first rule broken; `started_on` is absent for a worker not covered here."""
    if started_on is None:
        return Finding("coverage_id", "not-covered-here")
    started = {"started": started_on.isoformat()}
    rules = (
        (already_stopped, Finding("coverage_id", "already-stopped")),
        (waiting, Finding("coverage_id", "stop-waits")),
        (stopped_on < started_on, Finding("stopped_on", "stop-before-start", started)),
        (stopped_on > today, Finding("stopped_on", "stop-in-future", {"today": today.isoformat()})),
        (not reason_known, Finding("reason", "stop-reason-unknown")),
    )
    return next((finding for broken, finding in rules if broken), None)


def read_stop(
    cells: Mapping[str, Any],
    *,
    formulas: Iterable[str] = (),
    reason_code: Callable[[str, date], str | None],
) -> tuple[StopEntry | None, list[Finding]]:
    """The stop of a row (None if anything is missing) and every finding, cell by cell."""
    row = Cells(cells, list(formulas))
    number, stopped_on = row.digits("insurance_number"), row.date("stopped_on")
    reason = row.text("reason")
    missing = {
        "insurance_number": ("insurance-number-missing", number),
        "stopped_on": ("last-day-missing", stopped_on),
        "reason": ("stop-reason-missing", reason),
    }
    for column, (rule, value) in missing.items():
        if not value:
            row.missing(column, rule)
    if row.findings or number is None or stopped_on is None:
        return None, row.findings
    return StopEntry(number, stopped_on, reason_code(reason, stopped_on)), []


def fault_of_row(entry: StopEntry, covered: Covered | None, *, today: date) -> Finding | None:
    """The first rule a row of the sheet breaks; its column is one that the sheet has."""
    fault = fault_of(
        entry.stopped_on,
        started_on=covered.started_on if covered else None,
        already_stopped=covered is not None and covered.stopped_on is not None,
        waiting=covered is not None and covered.waiting,
        reason_known=entry.reason is not None,
        today=today,
    )
    if fault is not None and fault.column == "coverage_id":
        return replace(fault, column="insurance_number")
    return fault

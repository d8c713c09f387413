"""When a worker's cover may be stopped, and what to say when it may not."""

from datetime import date

from services.movements.rules.findings import Finding


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
    if already_stopped:
        return Finding("coverage_id", "already-stopped")
    if waiting:
        return Finding("coverage_id", "stop-waits")
    if stopped_on < started_on:
        return Finding("stopped_on", "stop-before-start", {"started": started_on.isoformat()})
    if stopped_on > today:
        return Finding("stopped_on", "stop-in-future", {"today": today.isoformat()})
    if not reason_known:
        return Finding("reason", "stop-reason-unknown")
    return None

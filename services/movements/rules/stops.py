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
    started = {"started": started_on.isoformat()}
    rules = (
        (already_stopped, Finding("coverage_id", "already-stopped")),
        (waiting, Finding("coverage_id", "stop-waits")),
        (stopped_on < started_on, Finding("stopped_on", "stop-before-start", started)),
        (stopped_on > today, Finding("stopped_on", "stop-in-future", {"today": today.isoformat()})),
        (not reason_known, Finding("reason", "stop-reason-unknown")),
    )
    return next((finding for broken, finding in rules if broken), None)

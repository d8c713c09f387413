"""When a worker's cover may be stopped."""

from datetime import date
from typing import Any

import pytest

from services.movements.rules.findings import RULES
from services.movements.rules.stops import fault_of

FINE: dict[str, Any] = {
    "started_on": date(2026, 1, 1),
    "already_stopped": False,
    "waiting": False,
    "reason_known": True,
    "today": date(2026, 3, 20),
}


def test_a_stop_on_the_first_day_is_possible() -> None:
    assert fault_of(date(2026, 1, 1), **FINE) is None


@pytest.mark.parametrize(
    ("day", "changed", "rule"),
    [
        (date(2026, 3, 1), {"started_on": None}, "not-covered-here"),
        (date(2026, 3, 1), {"already_stopped": True}, "already-stopped"),
        (date(2026, 3, 1), {"waiting": True}, "stop-waits"),
        (date(2025, 12, 31), {}, "stop-before-start"),
        (date(2026, 3, 21), {}, "stop-in-future"),
        (date(2026, 3, 1), {"reason_known": False}, "stop-reason-unknown"),
    ],
)
def test_the_first_broken_rule_is_named(day: date, changed: dict[str, Any], rule: str) -> None:
    finding = fault_of(day, **{**FINE, **changed})
    assert finding is not None
    assert finding.rule == rule
    said = finding.said(RULES)
    assert said.ar
    assert said.en

"""Periods of cover: first and last day, both covered; the last is absent while it runs."""

from datetime import date


def overlaps(started_on: date, other_started_on: date, other_stopped_on: date | None) -> bool:
    """Whether a period that begins on a day, with no end yet, would overlap another one."""
    return other_stopped_on is None or started_on <= other_stopped_on


def holds_on(day: date, started_on: date, stopped_on: date | None) -> bool:
    """Whether a day is covered."""
    return started_on <= day and (stopped_on is None or day <= stopped_on)

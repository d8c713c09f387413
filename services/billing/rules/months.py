"""Which month is charged.

A calendar month is charged if the person was in service on at least so many of its days, first
and last day included (C; the 16 days of day workers are B).
"""

from datetime import date


def days_in_service(started_on: date, stopped_on: date | None, first: date, last: date) -> int:
    """Days of the month (first to last day) on which the person was in service."""
    begin, end = max(started_on, first), min(stopped_on or last, last)
    return max((end - begin).days + 1, 0)


def charged(
    started_on: date, stopped_on: date | None, *, first: date, last: date, days_min: int
) -> bool:
    """Whether the month is charged."""
    return days_in_service(started_on, stopped_on, first, last) >= days_min

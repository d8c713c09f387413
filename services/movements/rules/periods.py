"""Periods of cover: first and last day, both covered; the last is absent while it runs."""

from datetime import date


def overlaps(started_on: date, other_stopped_on: date | None) -> bool:
    """Whether a period that begins on a day, with no end yet, would overlap another one.

    Without an end it meets every period that has not ended before it begins, also a later one.
    """
    return other_stopped_on is None or started_on <= other_stopped_on

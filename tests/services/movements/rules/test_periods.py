"""Cover from a day on, with no end yet."""

from datetime import date

from services.movements.rules.periods import overlaps


def test_the_day_after_the_last_day_is_free() -> None:
    assert overlaps(date(2026, 3, 31), date(2026, 3, 31))
    assert not overlaps(date(2026, 4, 1), date(2026, 3, 31))


def test_cover_that_runs_overlaps_whatever_begins() -> None:
    assert overlaps(date(2030, 1, 1), None)

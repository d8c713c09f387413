"""The months that a January's wages speak of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.rules.months import months_over

DAYS = st.dates(date(2017, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 1, 31), []),
        (date(2026, 2, 1), ["2026-01"]),
        (date(2026, 3, 20), ["2026-01", "2026-02"]),
        (date(2025, 12, 31), []),
    ],
)
def test_they_run_from_january_to_the_last_that_is_over(today: date, months: list[str]) -> None:
    assert months_over(2026, today) == months


@given(st.integers(2017, 2040), DAYS)
def test_none_is_missing_none_is_early_and_none_is_not_over(year: int, today: date) -> None:
    months = months_over(year, today)
    assert months == sorted(set(months))
    assert all(f"{year:04d}-01" <= month < f"{today:%Y-%m}" for month in months)
    begun = max((today.year - year) * 12 + today.month - 1, 0)
    assert len(months) == begun

"""The wage last known, and when a new one is asked about."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.payroll.rules.wages import Declared, changed_beyond, last_known

JANUARY = date(2026, 1, 1)
FILS = st.integers(1, 10_000_000)


def declared(year: int, amount: int, minutes: int = 0) -> Declared:
    at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    return Declared(date(year, 1, 1), at, amount)


class TestLastKnown:
    def test_is_the_joining_wage_while_no_file_declared_one(self) -> None:
        assert last_known(JANUARY, joining=500_000, declared=[]) == 500_000

    def test_is_the_wage_of_the_newest_year(self) -> None:
        files = [declared(2025, 600_000), declared(2024, 550_000)]
        assert last_known(JANUARY, joining=500_000, declared=files) == 600_000

    def test_of_two_files_for_a_year_the_later_counts(self) -> None:
        files = [declared(2026, 700_000, minutes=5), declared(2026, 600_000)]
        assert last_known(JANUARY, joining=500_000, declared=files) == 700_000

    def test_never_looks_ahead(self) -> None:
        assert last_known(JANUARY, joining=500_000, declared=[declared(2027, 900_000)]) == 500_000


class TestChangedBeyond:
    @given(FILS, st.integers(0, 100))
    def test_the_same_wage_is_never_asked_about(self, wage: int, percent: int) -> None:
        assert not changed_beyond(wage, wage, percent=percent)

    @given(st.integers(4, 1_000_000).map(lambda quarter: 4 * quarter))
    def test_a_quarter_up_or_down_is_not_asked_about_and_a_fils_more_is(self, wage: int) -> None:
        quarter = wage // 4
        for moved, asked in ((quarter, False), (quarter + 1, True)):
            assert changed_beyond(wage, wage + moved, percent=25) is asked
            assert changed_beyond(wage, wage - moved, percent=25) is asked

"""The wage in force, month by month."""

from datetime import date

import pytest

from services.billing.rules.wages import Declared, WageInForce, wage_in_force


def wage(
    month: date, *, joined_on: date = date(2024, 3, 1), declared: list[Declared] | None = None
) -> WageInForce | None:
    return wage_in_force(
        month, joined_on=joined_on, joining=500, declared=declared or [], carried_months=3
    )


def kind_and_amount(found: WageInForce | None) -> tuple[str, int] | None:
    return None if found is None else (found.kind, found.amount)


OF_2025 = Declared(date(2025, 1, 1), 550, "F1")
OF_2026 = Declared(date(2026, 1, 1), 600, "F2")


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2024, 12, 1), ("joining", 500)),
        (date(2025, 1, 1), ("declared", 550)),
        (date(2025, 12, 1), ("declared", 550)),
        (date(2026, 1, 1), ("carried", 550)),
        (date(2026, 3, 1), ("carried", 550)),
        (date(2026, 4, 1), None),
    ],
)
def test_a_declared_wage_holds_for_its_year_and_goes_on_until_the_next_file_is_overdue(
    month: date, expected: tuple[str, int] | None
) -> None:
    assert kind_and_amount(wage(month, declared=[OF_2025])) == expected


def test_the_file_of_the_year_goes_before_everything() -> None:
    assert kind_and_amount(wage(date(2026, 6, 1), declared=[OF_2026, OF_2025])) == ("declared", 600)


def test_who_joins_in_the_year_is_charged_on_his_joining_wage_until_january() -> None:
    joined = date(2025, 5, 10)
    assert kind_and_amount(wage(date(2025, 12, 1), joined_on=joined)) == ("joining", 500)
    assert kind_and_amount(wage(date(2026, 2, 1), joined_on=joined)) == ("carried", 500)
    assert wage(date(2026, 4, 1), joined_on=joined) is None


def test_a_file_of_a_later_year_says_nothing_of_an_earlier_month() -> None:
    assert kind_and_amount(wage(date(2025, 2, 1), declared=[OF_2026])) == ("carried", 500)


def test_the_source_names_the_file() -> None:
    found = wage(date(2026, 1, 1), declared=[OF_2026])
    assert found is not None
    assert found.source() == {"kind": "declared", "effective_on": "2026-01-01", "file": "F2"}

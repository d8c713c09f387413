"""What is wrong with a row, cell by cell."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.movements.rules.enrolment import Limits, read_row, repeated
from services.movements.rules.findings import RULES

MARCH = Limits(date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 20), lambda _: 290_000)
GOOD: dict[str, Any] = {
    "national_number": "9851012345",
    "insurance_number": None,
    "birth_date": date(1985, 1, 1),
    "started_on": date(2026, 3, 5),
    "wage": Decimal(500),
    "hazardous": None,
    "phone": "0791234567",
}


def faults(**cells: Any) -> list[tuple[str, str]]:
    _, findings = read_row({**GOOD, **cells}, limits=MARCH)
    return [(finding.column, finding.rule) for finding in findings]


def test_a_good_row_is_an_entry() -> None:
    entry, findings = read_row(GOOD, limits=MARCH)
    assert findings == []
    assert entry is not None
    assert entry.amount_wage == 500_000
    assert entry.phone == "+962791234567"
    assert not entry.hazardous


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"birth_date": None}, "national_number", "two-identifiers"),
        ({"national_number": "985101234"}, "national_number", "national-number-length"),
        ({"insurance_number": "12a4"}, "insurance_number", "insurance-number-form"),
        ({"birth_date": "soon"}, "birth_date", "not-a-date"),
        ({"birth_date": "1985-02-30"}, "birth_date", "not-a-date"),
        ({"started_on": None}, "started_on", "start-missing"),
        ({"started_on": date(2026, 2, 28)}, "started_on", "start-outside-month"),
        ({"started_on": date(2026, 3, 21)}, "started_on", "start-in-future"),
        ({"wage": None}, "wage", "wage-missing"),
        ({"wage": "many"}, "wage", "not-an-amount"),
        ({"wage": Decimal("350.0005")}, "wage", "not-an-amount"),
        ({"wage": Decimal(-1)}, "wage", "not-an-amount"),
        ({"wage": "NaN"}, "wage", "not-an-amount"),
        ({"wage": Decimal("289.999")}, "wage", "wage-under-minimum"),
        ({"hazardous": "maybe"}, "hazardous", "not-yes-or-no"),
        ({"phone": "12"}, "phone", "phone-form"),
    ],
)
def test_each_rule_names_its_cell(cells: dict[str, Any], column: str, rule: str) -> None:
    assert faults(**cells) == [(column, rule)]


def test_a_formula_is_never_taken_for_its_value() -> None:
    entry, findings = read_row(GOOD, limits=MARCH, formulas=["wage"])
    assert entry is None
    assert ("wage", "formula") in [(finding.column, finding.rule) for finding in findings]


@pytest.mark.parametrize("written", ["2026-03-05", "5/3/2026", "05.03.2026", "2026/3/5"])
def test_dates_may_be_written_as_text(written: str) -> None:
    entry, _ = read_row({**GOOD, "started_on": written}, limits=MARCH)
    assert entry is not None
    assert entry.started_on == date(2026, 3, 5)


def test_a_day_with_a_time_is_that_day() -> None:
    entry, _ = read_row({**GOOD, "started_on": "2026-03-05T00:00:00"}, limits=MARCH)
    assert entry is not None
    assert entry.started_on == datetime(2026, 3, 5).date()  # noqa: DTZ001 - a day, no instant


def test_the_same_person_twice_is_found_by_either_number() -> None:
    first, _ = read_row({**GOOD, "insurance_number": "4000001"}, limits=MARCH)
    other, _ = read_row({**GOOD, "insurance_number": None}, limits=MARCH)
    assert first is not None
    assert other is not None
    assert {row: one.facts["row"] for row, one in repeated({2: first, 3: other}).items()} == {
        3: "2"
    }


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=30)))
def test_whatever_is_typed_gets_an_entry_or_a_reason(cells: dict[str, str]) -> None:
    entry, findings = read_row({**GOOD, **cells}, limits=MARCH)
    assert (entry is None) == bool(findings)
    said = [finding.said(RULES) for finding in findings]
    assert all(one.ar and one.en for one in said)


def test_every_rule_speaks_both_languages() -> None:
    assert all(rule.ar.strip() and rule.en.strip() for rule in RULES.values())

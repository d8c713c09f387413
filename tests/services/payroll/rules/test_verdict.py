"""What is wrong with a January file, row by row and as a whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.rules.findings import QUESTIONS, RULES
from services.payroll.rules.rows import Limits
from services.payroll.rules.verdict import JudgedRow, RawRow, Worker, judge, nobody_of_ours

LIMITS = Limits(year=2026, minimum_wage=290_000, change_percent=25)
AMAL, BASEL, DINA = (Worker(name, number, 500_000) for name, number in
                     (("amal", "4001"), ("basel", "4002"), ("dina", "4003")))  # fmt: skip
ROLL = {one.insurance_number: one for one in (AMAL, BASEL)}


def raw(rows: Sequence[tuple[Any, Any]]) -> list[RawRow]:
    return [
        (place, {"insurance_number": number, "wage": wage}, ())
        for place, (number, wage) in enumerate(rows, start=2)
    ]


def verdict(*rows: tuple[Any, Any], roll: Mapping[str, Worker] = ROLL) -> list[JudgedRow]:
    return judge(raw(rows), roll, LIMITS)


def told(rows: Sequence[JudgedRow]) -> list[tuple[int | None, str, str]]:
    return [(row.number, one.column, one.rule) for row in rows for one in row.findings]


def test_everybody_once_at_a_fit_wage_is_a_good_file() -> None:
    rows = verdict(("4001", Decimal(510)), ("4002", "٥٢٠٫٢٥٠".replace("٫", ".")))
    assert told(rows) == []
    assert [row.questions for row in rows] == [[], []]


@pytest.mark.parametrize(
    ("number", "wage", "column", "rule"),
    [
        (None, Decimal(500), "insurance_number", "insurance-number-missing"),
        ("9999", Decimal(500), "insurance_number", "not-in-january"),
        ("4003", Decimal(500), "insurance_number", "not-in-january"),
        ("40O1", Decimal(500), "insurance_number", "not-in-january"),
        ("4001", None, "wage", "wage-missing"),
        ("4001", "five hundred", "wage", "not-an-amount"),
        ("4001", Decimal(0), "wage", "not-an-amount"),
        ("4001", Decimal("500.0005"), "wage", "not-an-amount"),
        ("4001", Decimal("289.999"), "wage", "wage-under-minimum"),
    ],
)
def test_each_rule_names_its_cell(number: Any, wage: Any, column: str, rule: str) -> None:
    rows = verdict((number, wage), roll={"4001": AMAL})
    assert (2, column, rule) in told(rows)
    assert rows[0].faulty


def test_the_minimum_wage_itself_is_enough() -> None:
    assert told(verdict(("4001", Decimal(290)), roll={"4001": AMAL})) == []


def test_a_formula_is_never_taken_for_its_value() -> None:
    cells = {"insurance_number": "4001", "wage": Decimal(500)}
    [row] = judge([(2, cells, ("wage",))], {"4001": AMAL}, LIMITS)
    assert told([row]) == [(2, "wage", "formula")]
    assert row.amount_wage is None


def test_a_formula_in_a_column_for_people_does_no_harm() -> None:
    cells = {"insurance_number": "4001", "wage": Decimal(500), "name": "=A1"}
    assert told(judge([(2, cells, ("name",))], {"4001": AMAL}, LIMITS)) == []


def test_a_person_twice_is_named_at_the_second_row() -> None:
    rows = verdict(("4001", Decimal(500)), ("4002", Decimal(500)), ("4001", Decimal(600)))
    assert told(rows) == [(4, "insurance_number", "twice-in-file")]
    assert rows[2].findings[0].facts == {"row": "2"}


def test_whoever_has_no_row_is_named() -> None:
    rows = verdict(("4001", Decimal(500)))
    assert told(rows) == [(None, "", "missing-from-file")]
    assert rows[-1].worker == BASEL


def test_a_faulty_row_is_there_all_the_same() -> None:
    rows = verdict(("4001", Decimal(500)), ("4002", Decimal(1)))
    assert told(rows) == [(3, "wage", "wage-under-minimum")]


@pytest.mark.parametrize(("wage", "asked"), [(625, False), (626, True), (375, False), (374, True)])
def test_a_wage_that_moved_far_is_asked_about_and_stops_nothing(wage: int, asked: bool) -> None:
    [row] = verdict(("4001", Decimal(wage)), roll={"4001": AMAL})
    assert not row.faulty
    assert [one.rule for one in row.questions] == ["wage-change"] * asked


def test_a_file_without_anybody_of_ours_is_anothers() -> None:
    assert nobody_of_ours(verdict(("7001", Decimal(500)), ("7002", Decimal(500))))
    assert not nobody_of_ours(verdict(("7001", Decimal(500)), ("4001", None)))


CELL = st.one_of(
    st.none(),
    st.sampled_from(["4001", "4002", "4003", "9999"]),
    st.text(max_size=8),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.booleans(),
)


@given(st.lists(st.tuples(CELL, CELL), max_size=8))
def test_whatever_is_typed_everybody_has_one_good_row_or_a_reason(
    rows: list[tuple[Any, Any]],
) -> None:
    """A file without findings is whole; in any other somebody or something is named."""
    judged = verdict(*rows)
    good = [row for row in judged if not row.findings]
    assert all(row.worker is not None and row.amount_wage is not None for row in good)
    if not told(judged):
        assert {row.worker for row in judged} == set(ROLL.values())
        assert len(judged) == len(ROLL)
    said = [one.said(RULES) for row in judged for one in row.findings]
    said += [one.said(QUESTIONS) for row in judged for one in row.questions]
    assert all(one.ar and one.en for one in said)

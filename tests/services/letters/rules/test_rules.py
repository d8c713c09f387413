"""Validity, content and standing of letters: pure rules."""

import json
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.letters.rules.content import canonical, hash_of, number_of
from services.letters.rules.standing import belongs, masked, standing
from services.letters.rules.validity import ValidityNotKnown, in_force, month_end


@dataclass
class Figure:
    effective_from: date
    effective_to: date | None
    value: int


def test_the_figure_of_the_day_of_issue_holds() -> None:
    figures = [
        Figure(date(2014, 3, 1), date(2026, 3, 31), 1),
        Figure(date(2026, 4, 1), None, 2),
    ]
    assert in_force(figures, date(2026, 3, 31)).value == 1
    assert in_force(figures, date(2026, 4, 1)).value == 2
    with pytest.raises(ValidityNotKnown):
        in_force(figures, date(2014, 2, 28))


@pytest.mark.parametrize(
    ("day", "ends", "last"),
    [
        (date(2026, 3, 20), 1, date(2026, 3, 31)),
        (date(2026, 3, 31), 1, date(2026, 3, 31)),
        (date(2026, 1, 31), 2, date(2026, 2, 28)),
        (date(2024, 2, 1), 1, date(2024, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 1, 31)),
    ],
)
def test_a_letter_holds_until_the_end_of_a_month(day: date, ends: int, last: date) -> None:
    assert month_end(day, ends) == last


@given(day=st.dates(date(2014, 3, 1), date(2100, 1, 1)), ends=st.integers(1, 24))
def test_a_month_end_is_never_before_the_day(day: date, ends: int) -> None:
    last = month_end(day, ends)
    assert last >= day
    assert date.fromordinal(last.toordinal() + 1).day == 1
    assert (last.year - day.year) * 12 + last.month - day.month == ends - 1


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(content=st.dictionaries(st.text(), documents))
def test_a_content_has_one_text(content: dict[str, object]) -> None:
    text = canonical(content)
    shuffled = dict(reversed(content.items()))
    assert canonical(shuffled) == text
    assert canonical(json.loads(text)) == text


def test_the_hash_is_sha_256_of_the_text() -> None:
    known = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"  # of "test"
    assert hash_of("test") == known
    assert canonical({"b": "براءة", "a": 1}) == '{"a":1,"b":"براءة"}'


def test_a_number_has_digits_only() -> None:
    assert number_of(2026, 123) == "2026-000123"
    assert number_of(2026, 1_234_567) == "2026-1234567"


@pytest.mark.parametrize(
    ("state", "today", "told"),
    [
        ("valid", date(2026, 3, 31), "valid"),
        ("valid", date(2026, 4, 1), "expired"),
        ("revoked", date(2026, 3, 31), "revoked"),
        ("revoked", date(2026, 4, 1), "revoked"),
    ],
)
def test_how_a_letter_stands(state: str, today: date, told: str) -> None:
    assert standing(state, valid_until=date(2026, 3, 31), today=today) == told


def test_a_masked_name_shows_two_letters_of_a_word() -> None:
    assert masked("شركة الزيتون") == "شر••• ال•••"
    assert masked("Al Noor") == "Al No•••"
    assert masked("") == ""


@pytest.mark.parametrize(
    ("hash_told", "holder_told", "known"),
    [
        ("abcd", None, True),
        ("abce", None, False),
        ("abce", "317", False),
        (None, "317", True),
        (None, "318", False),
        (None, None, False),
    ],
)
def test_who_has_the_letter(hash_told: str | None, holder_told: str | None, known: bool) -> None:
    found = belongs(
        content_hash="abcd01",
        holder_number="1004317",
        hash_told=hash_told,
        holder_told=holder_told,
    )
    assert found is known

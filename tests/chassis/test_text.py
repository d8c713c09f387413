"""The one form of what people type."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chassis.text import clean, digits_only, fold_digits, isolated, search_key

ANYTHING = st.text(max_size=40)
ARABIC = st.text(alphabet="ابتعدلهأإآٱىيةؤئء ـًّ ", max_size=25)
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class TestFoldDigits:
    @pytest.mark.parametrize(
        ("typed", "folded"),
        [
            ("٩٥٧١٠١٢٣٤٥", "9571012345"),
            ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
            ("١٬٢٥٠٫٧٥٠", "1,250.750"),
            ("حي 3", "حي 3"),
        ],
    )
    def test_turns_eastern_digits_into_ascii(self, typed: str, folded: str) -> None:
        assert fold_digits(typed) == folded

    @given(ANYTHING)
    def test_is_idempotent_and_keeps_the_length(self, typed: str) -> None:
        once = fold_digits(typed)
        assert fold_digits(once) == once
        assert len(once) == len(typed)

    @given(st.integers(min_value=0))
    def test_reads_every_number_back(self, number: int) -> None:
        eastern = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert int(fold_digits(eastern)) == number


class TestClean:
    @pytest.mark.parametrize(
        ("typed", "cleaned"),
        [
            ("  محمد \t\n  علي ", "محمد علي"),
            ("first\r\nsecond", "first second"),
            ("\u202e00.001\u202c", "00.001"),
            ("a\x00b\x1fc", "abc"),
            ("e\u0301", "é"),
            ("\ud800x", "x"),
            ("", ""),
        ],
    )
    def test_leaves_only_what_is_seen(self, typed: str, cleaned: str) -> None:
        assert clean(typed) == cleaned

    def test_keeps_vowel_marks_and_joiners(self) -> None:
        assert clean("مُحَمَّد") == unicodedata.normalize("NFC", "مُحَمَّد")
        assert clean("می\u200cخواهم") == "می\u200cخواهم"

    @given(ANYTHING)
    @example("\x1c \x85")
    @example("A\u200e\u030a")
    def test_is_idempotent_and_leaves_no_control_or_direction(self, typed: str) -> None:
        once = clean(typed)
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert not [c for c in once if unicodedata.category(c) in {"Cc", "Cs"} or c in DIRECTIONS]
        assert "  " not in once
        assert once == once.strip()


class TestDigitsOnly:
    def test_drops_what_does_not_count(self) -> None:
        assert digits_only(" ٩٥٧ \u200f١٠ـ١\u0650٢٣\u2066٤٥\u2069 ") == "9571012345"

    def test_keeps_letters_and_signs_to_be_refused(self) -> None:
        assert digits_only("95A-1") == "95A-1"

    @given(ANYTHING)
    def test_is_idempotent(self, typed: str) -> None:
        assert digits_only(digits_only(typed)) == digits_only(typed)

    @given(st.text(alphabet="0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ ـ\u200f\u2068\u064b\t\xa0"))
    def test_yields_ascii_digits_from_digits_and_decoration(self, typed: str) -> None:
        assert set(digits_only(typed)) <= set("0123456789")


class TestSearchKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("أحمد", "احمد"),
            ("إيمان", "ايمان"),
            ("آمنة", "امنه"),
            ("هدى", "هدي"),
            ("مؤمن", "مومن"),
            ("رائد", "رايد"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("الخطيب", "خطيب"),
            ("عبد الله", "عبدالله"),
            ("عبد  الرحمن", "عبدالرحمن"),
            ("علی", "علي"),
            ("ﷴ", "محمد"),
            ("ﻣﺤﻤﺪ", "محمد"),
            ("José", "jose"),
            ("Al-Khatib", "al khatib"),
        ],
    )
    def test_brings_spellings_together(self, one: str, other: str) -> None:
        assert search_key(one) == search_key(other)

    @pytest.mark.parametrize(("one", "other"), [("سعيد", "سعد"), ("علي", "عالي"), ("الله", "له")])
    def test_keeps_names_apart(self, one: str, other: str) -> None:
        assert search_key(one) != search_key(other)

    @given(st.one_of(ANYTHING, ARABIC))
    @example("العبد الله")
    @example("الالله")
    @example("عبد عبد الله")
    def test_is_idempotent(self, name: str) -> None:
        assert search_key(search_key(name)) == search_key(name)


class TestIsolated:
    @pytest.mark.parametrize("value", ["2026-03-01", "2026-03", "-21.750", "25%", "10:30"])
    def test_keeps_what_arabic_would_turn_around_in_its_order(self, value: str) -> None:
        assert isolated({"fact": value}) == {"fact": f"\u2066{value}\u2069"}

    @pytest.mark.parametrize("value", ["4317", "290.000", "اسم", "a-b", 7, None])
    def test_leaves_the_rest_alone(self, value: object) -> None:
        assert isolated({"fact": value}) == {"fact": value}

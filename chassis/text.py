"""What people type, brought to one form: digits, invisible characters, Arabic spelling of names.

Pure functions. Each is idempotent: applying it twice changes nothing more.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_ARABIC_INDIC: Final = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
_DIGITS: Final = str.maketrans(
    _ARABIC_INDIC + _PERSIAN + "٫٬",
    "0123456789" * 2 + ".,",
)

# Directional marks, embeddings, overrides and isolates can make a name or an amount read as
# another one; the zero-width space and the byte order mark hide differences. The zero-width joiner
# and non-joiner stay: they belong to the spelling of some names.
_INVISIBLE: Final = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
# Lone surrogates are dropped too: they are not text and no database stores them.
_UNWANTED: Final = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff{_INVISIBLE}]")
_BLANKS: Final = re.compile(r"\s+")
_PLAIN: Final = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")

_TATWEEL: Final = "\u0640"
_ARABIC_MARKS: Final = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
_NOT_IN_NUMBERS: Final = re.compile(rf"[\s\x00-\x1f{_TATWEEL}{_ARABIC_MARKS}{_INVISIBLE}]")

_LETTERS: Final = str.maketrans("أإآٱىیةهؤئکڪ", "ااااييههويكك")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_SERVANT_OF: Final = re.compile(r"\b(?:ال)*عبد (?=\S)")
# The article is dropped where at least two letters remain, but never from the name of God,
# whose first letters only look like it.
_ARTICLE: Final = re.compile(r"\b(?:ال)+(?!له\b)(?=\w\w)")


def fold_digits(value: str) -> str:
    """Arabic-Indic and Persian digits as 0-9, `٫` as the decimal point and `٬` as a comma."""
    return value.translate(_DIGITS)


def clean(value: str) -> str:
    """Text fit to store and show: NFC, no control or direction characters, single blanks."""
    if _PLAIN.fullmatch(value):
        return value
    visible = _UNWANTED.sub("", value)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def digits_only(value: str) -> str:
    """A number as typed, without what does not count in one: blanks, tatweel, marks, directions.

    Digits are folded to 0-9. Letters and signs stay, so that the caller can refuse them; dropping
    them would turn a mistyped number into a valid one.
    """
    return _NOT_IN_NUMBERS.sub("", fold_digits(value))


def search_key(name: str) -> str:
    """The key under which spellings of one name meet; kept beside the original, never shown.

    Alef, yeh, teh marbuta and hamza carriers are folded, marks and tatweel dropped, the article is
    optional and «عبد» is joined to the next word. Latin letters lose case and accents.
    """
    spelled = unicodedata.normalize("NFKC", name).translate(_LETTERS)
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", spelled.casefold())
        if not unicodedata.combining(letter) and letter != _TATWEEL
    )
    folded = fold_digits(unicodedata.normalize("NFKC", bare)).translate(_LETTERS)
    words = _BETWEEN_WORDS.sub(" ", folded).strip()
    return _ARTICLE.sub("", _SERVANT_OF.sub("عبد", words))


_TURNS_AROUND: Final = re.compile(r"-?\d[\d.,]*(?:[-/:%]\d*)*")


def isolated(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts for Arabic prose: a date, a month, a range or a signed number keeps its order.

    Between Arabic words `2026-03-01` would read from its other end, and a minus would change sides.
    """
    return {
        name: f"\u2066{value}\u2069"
        if isinstance(value, str)
        and not value.isdigit()
        and _TURNS_AROUND.fullmatch(value)
        and any(sign in value for sign in "-/:%")
        else value
        for name, value in facts.items()
    }

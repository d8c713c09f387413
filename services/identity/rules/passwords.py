"""The client's password rule, and beyond it: not one that everybody tries first.

At least 8 characters with letters, digits and symbols (A, guide for individuals), at most 128. What
that rule lets through is one known word with digits and symbols around or inside it, among it the
guide's own sample. The lists are zxcvbn's; its estimate is not used, because some passwords take
it seconds.
"""

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import cache

LENGTH_MIN, LENGTH_MAX = 8, 128
OWN_WORD_MIN = 4

_OF_THIS_PLACE = (
    "daman dhaman ssc jordan amman zarqa irbid aqaba mafraq karak madaba jerash ajloun tafilah "
    "maan balqa salt hashemite ahmad mohammad muhammad mahmoud khaled omar ali hussein abdullah "
    "fatima aisha sara nour petra allah bismillah habibi "
    "ضمان الضمان الاردن الأردن عمان الزرقاء اربد إربد العقبة محمد احمد أحمد محمود خالد عمر علي "
    "حسين فاطمة سارة"
)
_LISTS = ("passwords", "male_names", "female_names", "surnames")
_AROUND = string.digits + string.punctuation
_LOOKS_LIKE = str.maketrans("@4830!1|$57+", "aabeoiiisstt")
_WORD = re.compile(r"[^\W\d_]+")


def normalised(password: str) -> str:
    """The form that is hashed: NFC, nothing cut."""
    return unicodedata.normalize("NFC", password)


def fault(password: str, *, own_words: Iterable[str]) -> str | None:
    """Why a password is not acceptable (`short`, `long`, `kinds`, `known`), or None.

    `own_words` are what a stranger knows of the account: its login id, its owner's name.
    """
    text = normalised(password)
    if len(text) < LENGTH_MIN:
        return "short"
    if len(text) > LENGTH_MAX:
        return "long"
    kinds = (str.isalpha, str.isdigit, lambda c: not c.isalnum() and not c.isspace())
    if not all(any(kind(character) for character in text) for kind in kinds):
        return "kinds"
    return "known" if _is_known(text.casefold(), own_words) else None


def _is_known(text: str, own_words: Iterable[str]) -> bool:
    own = {word for words in own_words for word in words.casefold().split()}
    if any(word in text for word in own if len(word) >= OWN_WORD_MIN):
        return True
    core = text.strip(_AROUND)
    return not _known().isdisjoint({text, core, core.translate(_LOOKS_LIKE), *_only_word(text)})


@cache
def _known() -> frozenset[str]:
    """Known words; read when the first password is chosen, for they take 14 MiB."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(_OF_THIS_PLACE.split()).union(*(FREQUENCY_LISTS[name] for name in _LISTS))


def _only_word(text: str) -> list[str]:
    """The letters of a password, where they stand together."""
    words = _WORD.findall(text)
    return words if len(words) == 1 else []

"""The code by which a draft is resumed: made to be written down, too long to be guessed."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

LIFETIME = timedelta(days=30)
"""Of a draft from its beginning, and of a returned enrolment from its return (C)."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread."""

_MISREAD = str.maketrans("ILO", "110")
_GROUPS, _GROUP = 5, 4
"""20 characters of 32: 100 bits."""


def new_code(choose: Callable[[str], str]) -> str:
    """A code in groups, such as `7K3M-…`; `choose` takes one letter at random."""
    groups = ("".join(choose(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def digest(code: str) -> bytes:
    """What is stored of a code, however it was typed (100 random bits need no slow hash)."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MISREAD)
    return hashlib.sha256(typed.encode()).digest()

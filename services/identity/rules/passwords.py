"""The client's password rule, with a list of passwords that everybody tries first.

At least 8 characters with letters, digits and symbols (A, guide for individuals); the list answers
what that rule lets through, among it the guide's own sample. At most 128 characters.
"""

import unicodedata

LENGTH_MIN, LENGTH_MAX = 8, 128
_WELL_KNOWN = frozenset(
    {"asdf*1234", "p@ssw0rd", "passw0rd!", "qwerty1!", "abc@1234", "admin@123", "daman@123"}
)


def normalised(password: str) -> str:
    """The form that is hashed: NFC, nothing cut."""
    return unicodedata.normalize("NFC", password)


def fault(password: str, *, login_id: str) -> str | None:
    """Why a password is not acceptable (`short`, `long`, `kinds`, `known`), or None."""
    text = normalised(password)
    if len(text) < LENGTH_MIN:
        return "short"
    if len(text) > LENGTH_MAX:
        return "long"
    kinds = (str.isalpha, str.isdigit, lambda c: not c.isalnum() and not c.isspace())
    if not all(any(kind(character) for character in text) for kind in kinds):
        return "kinds"
    if text.lower() in _WELL_KNOWN or login_id.lower() in text.lower():
        return "known"
    return None

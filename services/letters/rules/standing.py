"""How a letter stands when somebody checks it, and what he may see of its holder."""

from datetime import date
from typing import Literal

Standing = Literal["valid", "expired", "revoked"]
HOLDER_DIGITS = 3
"""Last digits of the holder's number that somebody without the QR code has to know."""

_SHOWN = 2


def standing(state: str, *, valid_until: date, today: date) -> Standing:
    """Revoked comes before expired: it says more."""
    if state == "revoked":
        return "revoked"
    return "expired" if today > valid_until else "valid"


def masked(name: str) -> str:
    """A name by which its bearer knows it, and nobody else learns it: two letters of each word."""
    return " ".join(word if len(word) <= _SHOWN else f"{word[:_SHOWN]}•••" for word in name.split())


def belongs(
    *, content_hash: str, holder_number: str, hash_told: str | None, holder_told: str | None
) -> bool:
    """Whether he who asks has the letter before him: its hash, or the end of its holder's number.

    Numbers of letters are consecutive; without this anybody could list who is clear.
    """
    if hash_told is not None:
        return content_hash.startswith(hash_told)
    return holder_told is not None and holder_number[-HOLDER_DIGITS:] == holder_told

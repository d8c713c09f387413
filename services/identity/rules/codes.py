"""Verification codes: six digits, five minutes, three tries, kept only as a keyed hash."""

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

DIGITS = 6
LIFETIME = timedelta(minutes=5)
TRIES_MAX = 3
CODES_AN_HOUR_MAX = 30


def code_from(random_bytes: bytes) -> str:
    """A code of evenly spread digits out of 16 random bytes."""
    return f"{int.from_bytes(random_bytes) % 10**DIGITS:0{DIGITS}d}"


def mac_of(code: str, *, pepper: bytes, flow: UUID, purpose: str) -> bytes:
    """What is stored of a code: bound to its sign-in and purpose."""
    return hmac.new(pepper, f"{flow}|{purpose}|{code}".encode(), hashlib.sha256).digest()


def same(one: bytes, other: bytes) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(one, other)

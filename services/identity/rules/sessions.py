"""Sessions: how long their tokens live, and how a refresh token is kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCESS_LIFETIME = timedelta(minutes=10)
IDLE_LIFETIME = timedelta(minutes=20)
ABSOLUTE_LIFETIME = timedelta(hours=8)
TWIN_GRACE = timedelta(seconds=10)
"""A former refresh token may come once more within this time: two requests crossed."""


@dataclass(frozen=True)
class Tokens:
    """What a signed-in client holds."""

    access_token: str
    refresh_token: str
    expires_in: int


def digest(refresh_token: str) -> bytes:
    """What is stored of a refresh token (256 random bits need no slow hash)."""
    return hashlib.sha256(refresh_token.encode()).digest()


def alive(*, created_at: datetime, refreshed_at: datetime, now: datetime) -> bool:
    """Whether a session may still be refreshed: not idle too long, not older than a working day."""
    return now - refreshed_at <= IDLE_LIFETIME and now - created_at <= ABSOLUTE_LIFETIME

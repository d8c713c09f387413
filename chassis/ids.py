"""Identifiers: time-ordered UUIDs (version 7, RFC 9562), made by the application."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID

VERSION = 7


def uuid7() -> UUID:
    """A new time-ordered id: 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def made_at(identifier: UUID) -> datetime:
    """The instant written into a version 7 id (UTC, milliseconds)."""
    if identifier.version != VERSION:
        raise ValueError(f"not a version 7 id: {identifier}")
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)

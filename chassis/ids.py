"""Identifiers: time-ordered UUIDs (version 7, RFC 9562), made by the application."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new time-ordered id: 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)

"""What stands in a letter, in one form: its number, its canonical text, and the hash of that."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

HASH_PREFIX = 16
"""Hex digits of the hash that stand in the QR code (64 bits)."""


def number_of(year: int, ordinal: int) -> str:
    """The number people know a letter by: `2026-000123`. Digits only, in any language."""
    return f"{year:04d}-{ordinal:06d}"


def canonical(content: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no blanks and no escapes beyond need: one text for one content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal_claims(content: Mapping[str, Any], content_hash: str) -> dict[str, str]:
    """What the QR code says, signed: one letter a field keeps the code readable on paper.

    n number, k kind, e establishment number, i issued on, v valid until, h start of the hash.
    """
    return {
        "n": content["number"],
        "k": content["kind"],
        "e": content["establishment"]["number"],
        "i": content["issued_on"],
        "v": content["valid_until"],
        "h": content_hash[:HASH_PREFIX],
    }

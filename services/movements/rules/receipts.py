"""The fingerprint of what was sent: the same rows in the same order have the same one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def rows_hash(entries: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 in hex over the rows as canonical JSON, one a line."""
    digest = hashlib.sha256()
    for entry in entries:
        line = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()

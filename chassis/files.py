"""Uploaded and made files, by the hash of their content; a local folder or an object store."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from obstore.store import LocalStore, ObjectStore, from_url


def digest(data: bytes) -> str:
    """The name of a content: SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def rows_hash(entries: Iterable[Mapping[str, Any]]) -> str:
    """The fingerprint of rows that were sent: SHA-256 in hex over canonical JSON, one row a line.

    The same rows in the same order have the same one.
    """
    digest = hashlib.sha256()
    for entry in entries:
        line = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


class Files:
    """One service's files. Writing the same content again changes nothing."""

    def __init__(self, url: str) -> None:
        if url.startswith("file://"):
            folder = Path(url.removeprefix("file://"))
            folder.mkdir(parents=True, exist_ok=True)
            self._store: ObjectStore = LocalStore(str(folder))
        else:
            self._store = from_url(url)

    async def put(self, data: bytes) -> str:
        """Keep a content; returns its name."""
        name = digest(data)
        await self._store.put_async(name, data)
        return name

    async def get(self, name: str) -> bytes:
        """A content by its name; FileNotFoundError if it was never kept."""
        found = await self._store.get_async(name)
        return bytes(await found.bytes_async())

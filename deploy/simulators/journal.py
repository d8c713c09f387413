"""An append-only file of JSON lines, so that a restarted simulator knows what it knew."""

import json
import os
from pathlib import Path
from typing import Any


class Journal:
    """One JSON object a line, on disk before `append` returns; keeps nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def entries(self) -> list[dict[str, Any]]:
        """All whole lines, oldest first; a line torn by a kill while writing is cut off."""
        if self._path is None or not self._path.exists():
            return []
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.truncate(self._path, len(whole))
        return [json.loads(line) for line in whole.splitlines()]

    def append(self, entry: dict[str, Any]) -> None:
        """Writes one entry."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def journal_from(variable: str) -> Journal:
    """The journal at the path in an environment variable; without it nothing is kept."""
    path = os.environ.get(variable)
    return Journal(Path(path) if path else None)

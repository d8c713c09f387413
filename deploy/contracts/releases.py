"""Released schemas: a document once released may only grow."""

import json
from pathlib import Path

from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event
from deploy.contracts.compatibility import broken_promises
from deploy.contracts.documents import schema_of
from deploy.contracts.sources import CONTRACTS


def refused(folder: Path = CONTRACTS) -> list[str]:
    """What the events of today break of the released ones, by event and promise."""
    classes = {kind.type_name(): kind for kind in event_classes()}
    return [
        f"{path.stem}: {fault}"
        for path in sorted((folder / "released").glob("*.json"))
        for fault in _faults(path, classes.get(path.stem))
    ]


def _faults(path: Path, kind: type[Event] | None) -> list[str]:
    if kind is None:
        return ["removed event"]
    return broken_promises(json.loads(path.read_text()), schema_of(kind))

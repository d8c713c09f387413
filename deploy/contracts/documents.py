"""The documents: JSON Schema of every event, OpenAPI and AsyncAPI of the services.

Schemas are released (`contracts/released`), and only grow; the others are written anew at will
(`contracts/generated`).
"""

import importlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from chassis import activity
from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event
from deploy.contracts import asyncapi
from deploy.contracts.sources import CONTRACTS, service_names

Document = dict[str, Any]


def documents() -> Iterator[tuple[str, Document]]:
    """Every document with its place below `contracts`."""
    for kind in event_classes():
        yield f"released/{kind.type_name()}.json", schema_of(kind)
    for name in service_names():
        for folder, document in (
            ("openapi", _api_of(name)),
            ("asyncapi", asyncapi.of_service(name)),
        ):
            if document is not None:
                yield f"generated/{folder}/{name}.json", document
    yield "generated/asyncapi.json", asyncapi.catalogue()


def schema_of(kind: type[Event]) -> Document:
    """The JSON Schema of an event, with the topic and the field of its key."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-topic": kind.topic,
        "x-key": kind.key_field,
        **kind.model_json_schema(),
    }


def _api_of(name: str) -> Document | None:
    """The API of a service as the gateway shows it; None for one that answers no programs."""
    if find_spec(f"services.{name}.api") is None:
        return None
    router = getattr(importlib.import_module(f"services.{name}.api"), "router", None)
    if router is None:
        return None
    app = FastAPI(title=f"Daman {name}", version="1", servers=[{"url": f"/api/{name}"}])
    app.include_router(router)
    app.include_router(activity.router)
    return app.openapi()


def text_of(document: Document) -> str:
    """The document as it stands in the file."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def stale(folder: Path = CONTRACTS) -> list[str]:
    """Documents that are missing, old, or no longer written."""
    wanted = {folder / place: text_of(document) for place, document in documents()}
    there = _files(folder)
    wrong = [path for path, text in wanted.items() if path not in there or path.read_text() != text]
    return sorted(str(path.relative_to(folder)) for path in {*wrong, *(there - set(wanted))})


def write(folder: Path = CONTRACTS) -> None:
    """Write every document, and remove what is no longer written."""
    for path in _files(folder):
        path.unlink()
    for place, document in documents():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(document))


def _files(folder: Path) -> set[Path]:
    return {path for part in ("released", "generated") for path in (folder / part).rglob("*.json")}

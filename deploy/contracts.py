"""What others build on, generated from the code: `python -m deploy.contracts [--check]`.

JSON Schema of every event, OpenAPI of every service, AsyncAPI of the topics, in
`contracts/generated`. `--check` says what is stale and changes nothing.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI

from chassis import activity
from contracts.events.envelope import Event, event_types
from deploy.local.place import CHECKOUT
from deploy.local.topics import TOPICS

FOLDER = CHECKOUT / "contracts" / "generated"
PUBLISHERS = ("identity", "movements", "payroll", "billing", "letters", "notifications")
APIS = ("identity", "movements", "billing", "notifications")

Document = dict[str, Any]


def events() -> list[type[Event]]:
    """Every event class, by its type's name."""
    for name in PUBLISHERS:
        importlib.import_module(f"contracts.events.{name}")
    found = {kind.type_name(): kind for kind in event_types() if not kind.__name__.startswith("_")}
    return [found[name] for name in sorted(found)]


def generated() -> Iterator[tuple[Path, Document]]:
    """Every file with its content."""
    for kind in events():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        yield FOLDER / "events" / f"{kind.type_name()}.json", schema | kind.model_json_schema()
    for name in APIS:
        yield FOLDER / "openapi" / f"{name}.json", _openapi(name)
    yield FOLDER / "asyncapi.json", _asyncapi()


def _openapi(name: str) -> Document:
    """The API of a service as the gateway shows it."""
    api = importlib.import_module(f"services.{name}.api")
    app = FastAPI(title=f"Daman {name}", version="1", servers=[{"url": f"/api/{name}"}])
    app.include_router(api.router)
    app.include_router(activity.router)
    return app.openapi()


def _asyncapi() -> Document:
    topics: Document = yaml.safe_load(TOPICS.read_text())["topics"]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Daman events", "version": "1"},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name, topic) for name, topic in topics.items()},
        "operations": {
            f"send-{name}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
            for name in topics
        },
    }


def _channel(name: str, topic: Document) -> Document:
    kinds = [kind for kind in events() if kind.topic == name]
    return {
        "address": name,
        "description": f"From {topic['owner']} to {', '.join(topic['consumers']) or 'nobody yet'}.",
        "messages": {kind.__name__: _message(kind) for kind in kinds},
    }


def _message(kind: type[Event]) -> Document:
    return {
        "name": kind.type_name(),
        "summary": (kind.__doc__ or "").partition("\n")[0],
        "bindings": {"kafka": {"key": {"type": "string", "description": kind.key_field}}},
        "payload": {"$ref": f"./events/{kind.type_name()}.json"},
    }


def text_of(document: Document) -> str:
    """The document as it stands in the file."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def stale() -> list[str]:
    """Files that are missing, old, or no longer generated."""
    wanted = {path: text_of(document) for path, document in generated()}
    there = set(FOLDER.rglob("*.json"))
    wrong = [path for path, text in wanted.items() if path not in there or path.read_text() != text]
    return sorted(str(path.relative_to(CHECKOUT)) for path in {*wrong, *(there - set(wanted))})


def main() -> int:
    """Write the files, or with `--check` name the stale ones."""
    parser = argparse.ArgumentParser(prog="python -m deploy.contracts")
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        for name in stale():
            print(f"{name} is stale: run `make contracts`")
        return 1 if stale() else 0
    for path in FOLDER.rglob("*.json"):
        path.unlink()
    for path, document in generated():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(document))
    return 0


if __name__ == "__main__":
    sys.exit(main())

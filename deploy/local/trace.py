"""Everything that happened about an establishment, trace by trace: `python -m deploy.local trace`.

Reads the files that the services write; no viewer is needed. One command and all its effects, in
whatever service, are one trace.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

from deploy.local.place import Place

CORRELATION = "daman.correlation_id"
# The web framework's own steps say nothing about the business.
_NOT_SHOWN = ("fastapi.",)
NANOSECONDS_A_MILLISECOND = 1_000_000

Span = dict[str, Any]


def trace(place: Place, arguments: argparse.Namespace) -> int:
    """Print the traces that belong to an establishment's id (or a person's)."""
    traces: dict[str, list[Span]] = {}
    for span in _spans(place):
        traces.setdefault(span["trace"], []).append(span)
    ours = [spans for spans in traces.values() if _is_about(spans, arguments.id)]
    for spans in sorted(ours, key=lambda spans: min(span["start"] for span in spans)):
        sys.stdout.write(f"trace {spans[0]['trace']}\n{''.join(_tree(spans))}\n")
    if not ours:
        sys.stdout.write(f"no trace about {arguments.id}\n")
    return 0 if ours else 1


def _spans(place: Place) -> Iterable[Span]:
    for file in sorted((place.state / "traces").glob("*.jsonl")):
        for line in file.read_text().splitlines():
            span: Span = json.loads(line)
            if not span["name"].startswith(_NOT_SHOWN):
                yield span


def _is_about(spans: Iterable[Span], wanted: str) -> bool:
    return any(span["attributes"].get(CORRELATION) == wanted for span in spans)


def _tree(spans: list[Span]) -> Iterable[str]:
    """Each span below the one that caused it, in the order of time."""
    known = {span["span"] for span in spans}
    children: dict[str | None, list[Span]] = {}
    for span in sorted(spans, key=lambda span: span["start"]):
        parent = span["parent"] if span["parent"] in known else None
        children.setdefault(parent, []).append(span)
    began = min(span["start"] for span in spans)

    def below(parent: str | None, depth: int) -> Iterable[str]:
        for span in children.get(parent, []):
            after = (span["start"] - began) / NANOSECONDS_A_MILLISECOND
            took = (span["end"] - span["start"]) / NANOSECONDS_A_MILLISECOND
            service = f"{'  ' * depth}{span['service']}"
            yield f"  {after:9.1f} ms  {service:<24} {span['name']}  ({took:.1f} ms)\n"
            yield from below(span["span"], depth + 1)

    return below(None, 0)

"""Every place of the source where something becomes durable or leaves the process.

Found by its call, named by file, function and call. What this finds is what the catalogue has to
know: a new place without a trap fails.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from deploy.local.place import CHECKOUT

TREES = ("chassis", "services")
OPENS = frozenset({"unit_of_work", "step", "last_step", "begin", "begin_transaction"})
"""Calls that open a transaction, which commits at the end of its block."""

LEAVES = frozenset(
    {"commit", "send", "send_batch", "post", "put_async", "fetchval", "publish_batch"}
)
"""Calls that commit, or hand something to Kafka, another service, an operator or a file store."""

BY_ITSELF = {"chassis/relay.py": frozenset({"execute", "fetch"})}
"""Files whose database session commits each statement by itself, and the call that it is."""

ON_US = frozenset({"router", "secret", "internal", "ledger", "page", "self", "password"})
"""Objects whose `post` is no call to somebody: routes, pages of the portal, our own ledger."""


def places(root: Path = CHECKOUT) -> Counter[str]:
    """How often each function makes a call that is a boundary, as `file function call`."""
    found: Counter[str] = Counter()
    for tree in TREES:
        for file in sorted((root / tree).rglob("*.py")):
            if "migrations/versions" in file.as_posix():
                continue
            name = file.relative_to(root).as_posix()
            calls = OPENS | LEAVES | BY_ITSELF.get(name, frozenset())
            tree_of_file = ast.parse(file.read_text())
            found.update(f"{name} {place}" for place in _in(tree_of_file, "-", calls))
    return found


def _in(node: ast.AST, function: str, calls: frozenset[str]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in(child, child.name, calls)
            continue
        if isinstance(child, ast.Call) and (call := _boundary(child, calls)):
            yield f"{function} {call}"
        yield from _in(child, function, calls)


def _boundary(call: ast.Call, calls: frozenset[str]) -> str | None:
    match call.func:
        case ast.Name(id=name) if name in {"unit_of_work", "send"}:
            return name
        case ast.Attribute(value=on, attr=name) if name in calls:
            return None if isinstance(on, ast.Name) and on.id in ON_US else name
    return None

"""Whether the schema of today keeps what a released one promised: two documents in, faults out.

A version of an event only gains optional fields, and its lists of values only grow. What cannot be
judged (a pattern, a format, a limit, a default) may not change at all.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_JUDGED = {"type", "properties", "required", "enum", "const", "items", "anyOf"}
_FOR_PEOPLE = {"title", "description", "$schema", "$defs"}


def broken_promises(released: Schema, today: Schema) -> list[str]:
    """Each promise that today's schema breaks, by name and place: `removed field: wages[].wage`."""
    old = _inlined(released, released.get("$defs", {}))
    new = _inlined(today, today.get("$defs", {}))
    return list(_faults("", old, new))


def _inlined(schema: Any, definitions: Schema) -> Any:
    """The schema with every reference replaced by what it refers to."""
    if isinstance(schema, list):
        return [_inlined(one, definitions) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    plain = {word: _inlined(value, definitions) for word, value in schema.items()}
    reference = plain.pop("$ref", None)
    if reference is None:
        return plain
    return {**_inlined(definitions[reference.rpartition("/")[2]], definitions), **plain}


def _faults(place: str, old: Schema, new: Schema) -> Iterator[str]:
    """What differs at a place and below it."""
    if old.get("type") != new.get("type") or ("anyOf" in old) != ("anyOf" in new):
        yield _fault("changed type", place)
        return
    yield from _values(place, old, new)
    yield from _fields(place, old, new)
    yield from _alternatives(place, old.get("anyOf", []), new.get("anyOf", []))
    if old.get("type") == "array":
        yield from _faults(f"{place}[]", old.get("items", {}), new.get("items", {}))
    for word in sorted({*old, *new} - _JUDGED - _FOR_PEOPLE):
        if word not in old or word not in new or old[word] != new[word]:
            yield _fault(f"changed {word.removeprefix('x-')}", place)


def _values(place: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = _listed(old), _listed(new)
    if (before is None) != (after is None):
        yield _fault("changed type", place)
    elif before and after and not set(before) <= set(after):
        yield _fault("narrowed enum", place)


def _listed(schema: Schema) -> list[Any] | None:
    """The values that a schema lists, if it does."""
    values: list[Any] | None = [schema["const"]] if "const" in schema else schema.get("enum")
    return values


def _fields(place: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    required_before, required_after = set(old.get("required", ())), set(new.get("required", ()))
    below = f"{place}." if place else ""
    for name in sorted({*before} - {*after}):
        yield _fault("removed field", below + name)
    for name in sorted(required_after - required_before):
        yield _fault("newly required field", below + name)
    for name in sorted((required_before - required_after) & {*after}):
        yield _fault("no longer required field", below + name)
    for name in sorted({*before} & {*after}):
        yield from _faults(below + name, before[name], after[name])


def _alternatives(place: str, old: list[Schema], new: list[Schema]) -> Iterator[str]:
    if len(old) != len(new):
        yield _fault("changed type", place)
        return
    for before, after in zip(old, new, strict=True):
        yield from _faults(place, before, after)


def _fault(name: str, place: str) -> str:
    return f"{name}: {place}" if place else name

"""Finding a table's head: which row it is, and where each column stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.text import search_key
from chassis.workbooks.cells import Found
from chassis.workbooks.columns import Column


@dataclass(frozen=True)
class Head:
    """A head found (or nearly): its row from 0, the place of each column key, what is amiss."""

    row: int
    places: dict[str, int]
    missing: tuple[Column, ...]
    repeated: tuple[Column, ...]


def best_head(rows: Sequence[tuple[int, Sequence[Found]]], columns: Sequence[Column]) -> Head:
    """The row that names most of the columns; the first one where several name as many."""
    known = {spelling: column for column in columns for spelling in _spellings(column)}
    heads = [_head(row, cells, columns, known) for row, cells in rows]
    nothing = Head(row=0, places={}, missing=_required(columns), repeated=())
    return max(heads, key=lambda head: len(head.places), default=nothing)


def _head(
    row: int, cells: Sequence[Found], columns: Sequence[Column], known: dict[str, Column]
) -> Head:
    places: dict[str, int] = {}
    repeated: list[Column] = []
    for place, cell in enumerate(cells):
        column = known.get(_folded(cell)) if isinstance(cell, str) else None
        if column is None:
            continue
        if column.key in places:
            repeated.append(column)
        places.setdefault(column.key, place)
    missing = tuple(column for column in _required(columns) if column.key not in places)
    return Head(row, places, missing, tuple(repeated))


def _required(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.required)


def _spellings(column: Column) -> set[str]:
    pairs = (column.header, f"{column.en} / {column.ar}")
    return {_folded(text) for text in (column.ar, column.en, column.key, *pairs, *column.also)}


def _folded(text: str) -> str:
    """A header without blanks, marks and punctuation, so that `* رقم  الهاتـف` is found."""
    return search_key(text).replace(" ", "")

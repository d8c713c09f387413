"""A table of a file by a mapping profile: CSV here, workbooks in the reading process."""

import asyncio
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from chassis.text import clean, fold_digits, search_key
from chassis.workbooks.cells import Cell
from chassis.workbooks.reading import read_rows
from services.billing.gateways.reports.fields import Cells, Unreadable
from services.billing.gateways.reports.profiles import Profile
from services.billing.gateways.reports.refusals import (
    ColumnsNotFound,
    FaultyLines,
    NoLines,
    NotText,
    TooManyLines,
)

LINES_MAX: Final = 100_000
_WORKBOOK: Final = b"PK\x03\x04"
_SHOWN: Final = 60
Read = TypeVar("Read")


async def rows_of(content: bytes, profile: Profile) -> list[Cells]:
    """The filled rows of a CSV file or a workbook.

    Raises `NotText`, `ColumnsNotFound`, `NoLines`, `TooManyLines`, or a refusal of
    `chassis.workbooks.refusals`.
    """
    if content.startswith(_WORKBOOK):
        sheet = await read_rows(content, profile.sheet_columns, rows_max=LINES_MAX)
        return [Cells(profile, row.number, row.cells) for row in sheet]
    return await asyncio.to_thread(_of_text, content, profile)


def read_all(rows: Sequence[Cells], read: Callable[[Cells], Read]) -> list[Read]:
    """Every row read; `FaultyLines` names how many cannot be, and the first of them."""
    found: list[Read] = []
    faults: list[tuple[int, Unreadable]] = []
    for row in rows:
        try:
            found.append(read(row))
        except Unreadable as fault:
            faults.append((row.number, fault))
    if faults:
        line, first = faults[0]
        value = "" if first.value is None else clean(str(first.value))[:_SHOWN]
        raise FaultyLines(count=len(faults), line=line, column=first.column, value=value)
    return found


def _of_text(content: bytes, profile: Profile) -> list[Cells]:
    try:
        text = content.decode(profile.encoding)
    except UnicodeDecodeError as error:
        raise NotText(encoding=profile.encoding) from error
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=profile.delimiter)
    try:
        rows = list(_filled(lines, profile))
    except csv.Error as error:
        raise NotText(encoding=profile.encoding) from error
    if not rows:
        raise NoLines
    return rows


def _filled(lines: Iterator[list[str]], profile: Profile) -> Iterator[Cells]:
    places = _places(next(lines, []), profile)
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        if number > LINES_MAX + 1:
            raise TooManyLines(most=LINES_MAX)
        yield Cells(profile, number, _cells(line, places))


def _cells(line: Sequence[str], places: Mapping[str, int]) -> dict[str, Cell]:
    return {
        key: clean(fold_digits(line[place])) if place < len(line) else None
        for key, place in places.items()
    }


def _places(head: Sequence[str], profile: Profile) -> dict[str, int]:
    """Where each column stands; `ColumnsNotFound` unless each stands there once."""
    folded = [_folded(name) for name in head]
    places: dict[str, int] = {}
    missing: list[str] = []
    for key, names in profile.columns.items():
        known = {_folded(name) for name in names}
        found = [place for place, name in enumerate(folded) if name in known]
        if len(found) == 1:
            places[key] = found[0]
        else:
            missing.append(names[0])
    if missing:
        shown = ", ".join(clean(name)[:_SHOWN] for name in head[:20]) or "–"
        raise ColumnsNotFound(profile=profile.name, missing=", ".join(missing), found=shown)
    return places


def _folded(name: str) -> str:
    return search_key(name).replace(" ", "")

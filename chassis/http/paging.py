"""Cursor paging: opaque cursors over an ordered key, at most 200 rows a page."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from chassis.errors import Message, Refusal

PAGE_ROWS_MAX = 200
T = TypeVar("T")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)]
Cursor = Annotated[str | None, Query(max_length=200)]


class BadCursor(Refusal):
    """A cursor that this API did not give."""

    status = 400
    message = Message(
        ar="مؤشر الصفحة غير صحيح.",
        en="The page cursor is not valid.",
        fix_ar="البدء من الصفحة الأولى.",
        fix_en="Start again from the first page.",
    )


class Page(BaseModel, Generic[T]):
    """One page and the cursor of the next (absent on the last)."""

    items: list[T]
    next_cursor: str | None = None


def encode(key: str) -> str:
    """The cursor that goes on after the row with this key."""
    return base64.urlsafe_b64encode(key.encode()).decode()


def decode(cursor: str | None) -> str | None:
    """The key of a cursor; `BadCursor` for anything else."""
    if cursor is None:
        return None
    try:
        return base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error


def identifier(cursor: str | None) -> UUID | None:
    """The id of a cursor over ids."""
    key = decode(cursor)
    try:
        return UUID(key) if key else None
    except ValueError as error:
        raise BadCursor from error


def number(cursor: str | None) -> int:
    """The number of a cursor over numbers; 0 is before the first."""
    key = decode(cursor) or "0"
    if not key.isdecimal():
        raise BadCursor
    return int(key)


def page(
    rows: Sequence[Row], limit: int, show: Callable[[Row], T], *, key: Callable[[Row], object]
) -> Page[T]:
    """Rows as a page; a full one may have a successor, which starts after its last row's key."""
    more = encode(str(key(rows[-1]))) if len(rows) == limit else None
    return Page(items=[show(row) for row in rows], next_cursor=more)

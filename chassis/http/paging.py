"""Cursor paging: opaque cursors over an ordered key, at most 200 rows a page."""

import base64
import binascii
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from chassis.errors import Message, Refusal

PAGE_ROWS_MAX = 200
T = TypeVar("T")

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

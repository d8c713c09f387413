"""Columns that SQLModel does not spell by itself."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    DateTime,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
    any_,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped
from sqlmodel import Field


def among(column: Mapped[Any], values: Collection[object], kind: Any) -> ColumnElement[bool]:
    """Whether a column holds one of many values: sent as one array, however many there are.

    A list of single parameters ends at 32,767, and is another statement for every length.
    """
    return column == any_(literal([*values], ARRAY(kind)))


def primary_id() -> Any:
    """A UUID primary key, given by the application."""
    return Field(sa_column=Column(Uuid, primary_key=True))


def instant() -> Any:
    """An instant with time zone (`…_at`)."""
    return Field(sa_column=Column(DateTime(timezone=True), nullable=False))


def instant_or_none() -> Any:
    """An instant that may not have come yet."""
    return Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))


def day() -> Any:
    """A business date (`…_on`)."""
    return Field(sa_column=Column(Date, nullable=False))


def day_or_none() -> Any:
    """A business date that may not have come yet."""
    return Field(default=None, sa_column=Column(Date, nullable=True))


def money() -> Any:
    """An amount in fils (`amount_…`)."""
    return Field(sa_column=Column(BigInteger, nullable=False))


def money_or_none() -> Any:
    """An amount in fils that may not be known yet."""
    return Field(default=None, sa_column=Column(BigInteger, nullable=True))


def big_number(name: str | None = None, *, primary_key: bool = False) -> Any:
    """A 64-bit number; as a primary key it is given by the database."""
    column: Column[int] = Column(name, BigInteger, primary_key=primary_key, nullable=False)
    return Field(default=None, sa_column=column) if primary_key else Field(sa_column=column)


def small_number() -> Any:
    """A 16-bit number."""
    return Field(sa_column=Column(SmallInteger, nullable=False))


def document() -> Any:
    """JSON as PostgreSQL stores it."""
    return Field(sa_column=Column(JSONB, nullable=False))


def texts() -> Any:
    """Several texts."""
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


def octets() -> Any:
    """Bytes."""
    return Field(sa_column=Column(LargeBinary, nullable=False))


def octets_or_none() -> Any:
    """Bytes that may be absent."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=True))


def document_or_none() -> Any:
    """JSON that may be absent."""
    return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))

"""Tables of letters."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel


class LettersTable(SQLModel):
    """Base: a metadata of letters's own."""

    metadata = MetaData()

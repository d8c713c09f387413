"""Tables of billing, by subject."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel


class BillingTable(SQLModel):
    """Base: a metadata of billing's own."""

    metadata = MetaData()

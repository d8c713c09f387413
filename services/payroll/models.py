"""Tables of payroll."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel


class PayrollTable(SQLModel):
    """Base: a metadata of payroll's own."""

    metadata = MetaData()

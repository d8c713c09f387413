"""The law's figures over time."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field

from chassis import columns
from services.billing.models import BillingTable


class RateRow(BillingTable, table=True):
    """A contribution rate over a period."""

    __tablename__ = "rate"

    version: str = Field(primary_key=True)
    scheme: str
    fund: str = Field(primary_key=True)
    payer: str = Field(primary_key=True)
    percent: Decimal
    hazardous_only: bool
    effective_from: date = columns.day()
    effective_to: date | None = columns.day_or_none()
    article: str
    mark: str


class LawParameter(BillingTable, table=True):
    """A limit of the law over a period; amounts are JOD with three decimals."""

    __tablename__ = "law_parameter"

    parameter: str = Field(primary_key=True)
    effective_from: date = Field(primary_key=True)
    effective_to: date | None = columns.day_or_none()
    value: str
    unit: str
    legal_basis: str
    mark: str
    announced_at: datetime | None = columns.instant_or_none()

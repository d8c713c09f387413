"""The law's figures."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.billing.models.law import LawParameter, RateRow
from services.billing.rules.law import Rate, the_one


async def rates(work: UnitOfWork, *, scheme: str) -> list[Rate]:
    """Every rate of a scheme, of all times."""
    found = await work.session.execute(
        select(RateRow)
        .where(col(RateRow.scheme) == scheme)
        .order_by(col(RateRow.fund), col(RateRow.payer))
    )
    return [Rate(**row.model_dump(exclude={"scheme"})) for row in found.scalars()]


async def law_parameters(work: UnitOfWork, parameter: str | None = None) -> list[LawParameter]:
    """Every period of one limit, or of all."""
    query = select(LawParameter).order_by(
        col(LawParameter.parameter), col(LawParameter.effective_from)
    )
    if parameter is not None:
        query = query.where(col(LawParameter.parameter) == parameter)
    return list((await work.session.execute(query)).scalars())


async def limit(work: UnitOfWork, parameter: str, day: date) -> Decimal:
    """The value of a limit on a day; raises `LawNotKnown`."""
    return Decimal(the_one(parameter, await law_parameters(work, parameter), day).value)

"""Settlement days and their three legs: our ledger, the hub's report, the bank's account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.billing.models.reconciliation import BankEntry, ReconciliationDay

# What the hub says it settles: paid lines once each, less what it takes back of earlier reports.
_HUB_LEG = text("""
select
  coalesce((
    select sum(amount_paid) from hub_report_line
    where import_id = :import_id and biller_code = :biller_code and status = 'paid'
      and (difference is null or difference not in ('duplicate-line', 'reported-before'))), 0)
  - coalesce((
    select sum(told.amount_paid) from hub_report_line as told join hub_payment using (transaction)
    where told.import_id = :import_id and told.biller_code = :biller_code
      and told.status = 'reversed' and hub_payment.reported_on <= :day
      and (told.difference is null
        or told.difference not in ('duplicate-line', 'reported-before'))), 0) as amount,
  (select count(*) from hub_report_line
   where import_id = :import_id and biller_code = :biller_code) as lines
""")
_BANK_LEG = text("""
select coalesce(sum(amount), 0) as amount, count(*) as lines
from bank_entry where counts_on = :day
""")
_LEDGER_LEG = text("""
select coalesce(sum(amount_paid), 0) as amount, count(*) as lines from hub_payment
where reversed_at is null
  and ((value_on = :day and coalesce(reported_on, :day) = :day)
    or (reported_on = :day and reported_on <> value_on))
""")
_DAYS = text("""
with known as (
  select day from reconciliation_day
  union
  select value_on from hub_payment where settled_on is null and reversed_at is null
)
select known.day, coalesce(found.state, 'open') as state,
  found.report_import_id is not null as has_report,
  found.statement_import_id is not null as has_statement, found.closed_at,
  (select count(*) from payment_exception as raised where raised.day = known.day
    and raised.settled_at is null and raised.explained_at is null) as differences,
  coalesce(found.amount_ledger, (select coalesce(sum(amount_paid), 0) from hub_payment
    where reversed_at is null
      and ((value_on = known.day and coalesce(reported_on, known.day) = known.day)
        or (reported_on = known.day and reported_on <> value_on)))) as amount_ledger
from known left join reconciliation_day as found using (day)
where cast(:before as date) is null or known.day < :before
order by known.day desc limit :limit
""")


@dataclass(frozen=True)
class Leg:
    """One leg of a day: how much (fils), and of how many lines."""

    amount: int
    lines: int


@dataclass(frozen=True)
class DayRow:
    """A day in the list; `differences` are those that still need an explanation."""

    day: date
    state: str
    has_report: bool
    has_statement: bool
    closed_at: datetime | None
    differences: int
    amount_ledger: int


async def credits_of(work: UnitOfWork, day: date) -> list[BankEntry]:
    """What was counted for a day, whichever statement has it."""
    found = await work.session.execute(
        select(BankEntry)
        .where(col(BankEntry.counts_on) == day)
        .order_by(col(BankEntry.booked_on), col(BankEntry.line))
    )
    return list(found.scalars())


async def the_day(
    work: UnitOfWork, day: date, account: str, *, lock: Literal["import", "close"] | None = None
) -> ReconciliationDay | None:
    """A day of the settlement account, if a file has made it.

    A lock to import keeps out other files, one to close also payments of that day.
    """
    query = select(ReconciliationDay).where(
        col(ReconciliationDay.day) == day, col(ReconciliationDay.account) == account
    )
    if lock:
        query = query.with_for_update(key_share=lock == "import")
    return (await work.session.execute(query)).scalar_one_or_none()


async def open_day(work: UnitOfWork, day: date, account: str) -> ReconciliationDay:
    """The same, made if it was not there, and locked to import."""
    await work.session.execute(
        insert(ReconciliationDay)
        .values(day_id=uuid7(), day=day, account=account, state="open")
        .on_conflict_do_nothing()
    )
    found = await the_day(work, day, account, lock="import")
    assert found is not None, "it was just made"
    return found


async def closed_among(work: UnitOfWork, some: Collection[date | None]) -> set[date]:
    """Those of some days that are closed."""
    found = await work.session.execute(
        select(col(ReconciliationDay.day)).where(
            col(ReconciliationDay.day).in_([day for day in some if day is not None]),
            col(ReconciliationDay.state) == "closed",
        )
    )
    return set(found.scalars())


async def days(work: UnitOfWork, *, before: date | None, limit: int) -> list[DayRow]:
    """Days with payments or files, newest first."""
    found = await work.session.execute(_DAYS, {"before": before, "limit": limit})
    return [DayRow(**row) for row in found.mappings()]


async def hub_leg(
    work: UnitOfWork, import_id: UUID | None, *, day: date, biller_code: int
) -> Leg | None:
    """What the hub reports for a day; None before its report is in."""
    if import_id is None:
        return None
    values = {"import_id": import_id, "day": day, "biller_code": biller_code}
    return _leg((await work.session.execute(_HUB_LEG, values)).one())


async def bank_leg(work: UnitOfWork, day: date) -> Leg:
    """What the bank credited for a day, debits of the hub taken off."""
    return _leg((await work.session.execute(_BANK_LEG, {"day": day})).one())


async def ledger_leg(work: UnitOfWork, day: date) -> Leg:
    """Our payments of a day that were not taken back."""
    return _leg((await work.session.execute(_LEDGER_LEG, {"day": day})).one())


def _leg(row: Any) -> Leg:
    return Leg(int(row.amount), int(row.lines))

"""What differs between our payments of a day and the hub's report: one statement over sets.

Every line and every payment falls into exactly one class; those that agree are not returned, so
the answer is as small as the trouble is. `benchmarks/reconcile.py` measures this very statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.unit_of_work import UnitOfWork

# Hash joins of a national day stay in memory; the setting ends with the transaction.
WORK_MEMORY = "set local work_mem = '256MB'"

DIFFERENCES = """
with paid as not materialized (
  select line, transaction, billing_no, amount_paid from hub_report_line
  where import_id = :import_id and biller_code = :biller_code and status = 'paid'
), reversed as not materialized (
  select line, transaction, billing_no, amount_paid from hub_report_line
  where import_id = :import_id and biller_code = :biller_code and status = 'reversed'
), ours as not materialized (
  select payment_id, transaction, billing_no, amount_paid, reported_on, reversed_at,
    reversal_reported_on
  from hub_payment where value_on = :day
), repeated as materialized (
  select transaction, min(line) as line from paid group by transaction having count(*) > 1
), repeated_reversal as materialized (
  select transaction, min(line) as line from reversed group by transaction having count(*) > 1
), duplicate as materialized (
  select paid.* from repeated join paid using (transaction) where paid.line > repeated.line
  union all
  select reversed.* from repeated_reversal join reversed using (transaction)
  where reversed.line > repeated_reversal.line
), differing as materialized (
  select paid.line, paid.transaction, paid.billing_no as billing_no_hub,
    paid.amount_paid as amount_hub, ours.transaction as transaction_ours, ours.payment_id,
    ours.billing_no as billing_no_ours, ours.amount_paid as amount_ours, ours.reported_on,
    ours.reversed_at, ours.reversal_reported_on
  from paid full outer join ours using (transaction)
  where paid.line is null or ours.payment_id is null
    or (paid.amount_paid, paid.billing_no) is distinct from (ours.amount_paid, ours.billing_no)
    or ours.reversed_at is not null
    or (ours.reported_on is not null and ours.reported_on <> :day)
), from_hub as materialized (
  -- A payment valued on another day is ours all the same.
  select differing.line, differing.transaction, differing.billing_no_hub, differing.amount_hub,
    ours.payment_id, ours.billing_no as billing_no_ours, ours.amount_paid as amount_ours,
    ours.reported_on, ours.reversed_at, ours.reversal_reported_on
  from differing left join lateral (
    select * from hub_payment where hub_payment.transaction = differing.transaction
  ) as ours on true
  where differing.line is not null
    and not exists (select from duplicate where duplicate.line = differing.line)
)
select
  case
    when payment_id is null then 'lost-notice'
    when reported_on is not null and reported_on <> :day then 'reported-before'
    when reversed_at is not null then 'reversed-here'
    when amount_ours <> amount_hub then 'amount-differs'
    else 'account-differs'
  end as kind, line, transaction, payment_id, billing_no_hub, billing_no_ours, amount_hub,
  amount_ours
from from_hub
where payment_id is null
  or (reported_on is not null and reported_on <> :day)
  or (reversed_at is not null and reversal_reported_on is null
    and not exists (select from reversed where reversed.transaction = from_hub.transaction))
  or (reversed_at is null
    and (amount_ours, billing_no_ours) is distinct from (amount_hub, billing_no_hub))
union all
select 'ours-missing', null, transaction_ours, payment_id, null, billing_no_ours, null, amount_ours
from differing
where line is null and reported_on is null and reversed_at is null
  and not exists (select from reversed where reversed.transaction = differing.transaction_ours)
union all
select 'duplicate-line', line, transaction, null, billing_no, null, amount_paid, null
from duplicate
union all
select 'foreign-line', line, transaction, null, billing_no, null, amount_paid, null
from hub_report_line where import_id = :import_id and biller_code <> :biller_code
union all
select
  case
    when ours.payment_id is null then 'reversal-held'
    when ours.reversal_reported_on is not null then 'reported-before'
    else 'reversed'
  end, reversed.line, reversed.transaction, ours.payment_id, reversed.billing_no, ours.billing_no,
  reversed.amount_paid, ours.amount_paid
from reversed left join hub_payment as ours using (transaction)
where ours.reversal_reported_on is distinct from :day
  and not exists (select from duplicate where duplicate.line = reversed.line)
"""

_MARK = text("""
update hub_report_line as told set difference = found.kind
from unnest(cast(:lines as int[]), cast(:kinds as text[])) as found (line, kind)
where told.import_id = :import_id and told.line = found.line
""")
_UNMARK = text("""
update hub_report_line set difference = null
where import_id = :import_id and difference is not null
""")


@dataclass(frozen=True)
class Difference:
    """One line or payment that does not agree; amounts in fils.

    `ours-missing` has no line; `lost-notice` and what is not ours have no payment.
    """

    kind: str
    line: int | None
    transaction: str
    payment_id: UUID | None
    billing_no_hub: str | None
    billing_no_ours: str | None
    amount_hub: int | None
    amount_ours: int | None


async def differences(
    work: UnitOfWork, import_id: UUID, *, day: date, biller_code: int
) -> list[Difference]:
    """Everything in which a report and our payments of its day differ."""
    await work.session.execute(text(WORK_MEMORY))
    values: dict[str, Any] = {"import_id": import_id, "day": day, "biller_code": biller_code}
    found = await work.session.execute(text(DIFFERENCES), values)
    return [Difference(**row) for row in found.mappings()]


async def mark_lines(work: UnitOfWork, import_id: UUID, found: Sequence[Difference]) -> None:
    """Write onto each line of a report what matching found about it."""
    lines = {one.line: one.kind for one in found if one.line is not None}
    await work.session.execute(_UNMARK, {"import_id": import_id})
    values = {"import_id": import_id, "lines": [*lines], "kinds": [*lines.values()]}
    await work.session.execute(_MARK, values)

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
), odd as materialized (
  -- The few lines that are not payments to us, found in one pass.
  select line, transaction, billing_no, amount_paid, biller_code from hub_report_line
  where import_id = :import_id and (biller_code <> :biller_code or status = 'reversed')
), reversed as materialized (
  select line, transaction, billing_no, amount_paid,
    row_number() over (partition by transaction order by line) as copy
  from odd where biller_code = :biller_code
), ours as not materialized (
  select payment_id, transaction, billing_no, amount_paid, reported_on, reversed_at
  from hub_payment where value_on = :day
), repeated as materialized (
  -- Numbers sort three times as fast as texts; two texts of one hash only get a second look.
  select hashtextextended(transaction, 0) as hash from paid group by 1 having count(*) > 1
), differing as materialized (
  select paid.line, paid.transaction, paid.billing_no as billing_no_hub,
    paid.amount_paid as amount_hub, ours.transaction as transaction_ours, ours.payment_id,
    ours.billing_no as billing_no_ours, ours.amount_paid as amount_ours, ours.reported_on,
    ours.reversed_at
  from paid full outer join ours using (transaction)
  where paid.line is null or ours.payment_id is null
    or (paid.amount_paid, paid.billing_no) is distinct from (ours.amount_paid, ours.billing_no)
    or ours.reversed_at is not null
    or (ours.reported_on is not null and ours.reported_on <> :day)
    or hashtextextended(paid.transaction, 0) in (select hash from repeated)
), numbered as materialized (
  select line, transaction, billing_no_hub, amount_hub,
    row_number() over (partition by transaction order by line) as copy
  from differing where line is not null
), from_hub as materialized (
  -- A payment valued on another day is ours all the same.
  select numbered.*, ours.payment_id, ours.billing_no as billing_no_ours,
    ours.amount_paid as amount_ours, ours.reported_on, ours.reversed_at,
    ours.reversal_reported_on
  from numbered left join lateral (
    select * from hub_payment where hub_payment.transaction = numbered.transaction
  ) as ours on true
  where copy = 1
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
select 'duplicate-line', line, transaction, null, billing_no, null, amount, null
from (
  select line, transaction, billing_no_hub as billing_no, amount_hub as amount, copy from numbered
  union all
  select line, transaction, billing_no, amount_paid, copy from reversed
) as told where copy > 1
union all
select 'foreign-line', line, transaction, null, billing_no, null, amount_paid, null
from odd where biller_code <> :biller_code
union all
select
  case
    when ours.payment_id is null then 'reversal-held'
    when ours.reversal_reported_on is not null then 'reported-before'
    else 'reversed'
  end, reversed.line, reversed.transaction, ours.payment_id, reversed.billing_no, ours.billing_no,
  reversed.amount_paid, ours.amount_paid
from reversed left join hub_payment as ours using (transaction)
where copy = 1 and ours.reversal_reported_on is distinct from :day
union all
-- Taken back whole here; the hub says another amount than it had reported, or than was paid.
select case when told.reported is null then 'reversal-misstated' else 'reversal-differs' end,
  reversed.line, reversed.transaction, ours.payment_id, reversed.billing_no, ours.billing_no,
  reversed.amount_paid, coalesce(told.reported, ours.amount_paid)
from reversed join hub_payment as ours using (transaction)
  cross join lateral (
    select coalesce(ours.amount_reported, (
      select paid.amount_paid from paid where paid.transaction = ours.transaction
      order by paid.line limit 1)) as reported
  ) as told
where copy = 1 and coalesce(ours.reversal_reported_on, :day) = :day
  and reversed.amount_paid <> coalesce(told.reported, ours.amount_paid)
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

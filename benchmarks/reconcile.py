"""Row 7: a million payments against a million report lines, beside a bare full outer join.

The statement measured is the one the service matches with (`services/billing/queries/matching.py`),
on tables migrated by the service. Five thousand differences of its kinds are planted; each must be
found, and nothing else. Rounds alternate, the first is left out, and each round is its own pair, so
that what else runs on the machine slows both sides.
"""

import time
from collections import Counter
from datetime import date

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.figures import Figure, Result
from benchmarks.rounds import alternate, ratio
from benchmarks.server import stand
from chassis.database import create_engine
from chassis.ids import uuid7
from services.billing.queries.matching import DIFFERENCES, WORK_MEMORY

PAYMENTS, ROUNDS = 1_000_000, 8
DAY, BILLER = date(2026, 3, 19), 987
IMPORT_ID = uuid7()
FINDING = """\
One statement finds every kind of difference in its own full join; see
`services/billing/queries/matching.py`."""
PLANTED = {
    "lost-notice": 1000,
    "ours-missing": 1000,
    "amount-differs": 1000,
    "account-differs": 500,
    "duplicate-line": 500,
    "foreign-line": 500,
    "reversed": 300,
    "reversal-held": 200,
}
"""Half a per cent; the kinds of the bank are sums and cost nothing here."""

BARE = """
select count(*) from
  (select transaction, amount_paid from hub_payment where value_on = :day) as ours
full outer join
  (select transaction, amount_paid from hub_report_line where import_id = :import_id) as told
using (transaction)
"""
_OURS = """
insert into hub_payment (payment_id, transaction, billing_no, service_type, amount_paid, process_at,
  value_on, bank_code, bank_trx, guid, received_at)
select gen_random_uuid(), 'T' || lpad((n::bigint * 7919 % $1::int)::text, 12, '0'),
  '98' || (n % 100000), 's', 1000 + n % 500000, now(), $2, 21, 'b', 'g', now()
from generate_series(0, $1::int - 1) as n
"""
_TOLD = """
insert into hub_report_line (import_id, line, transaction, bank_trx, billing_no, amount_paid,
  amount_fees, process_at, bank_code, biller_code, status)
select $1, (row_number() over (order by payment_id))::int, transaction, 'b', billing_no,
  amount_paid, 0, now(), 21, $2, 'paid'
from hub_payment
"""
_FILE = """
insert into reconciliation_import (import_id, kind, profile, file_name, file_hash, state, day,
  uploaded_by, uploaded_at)
values ($1, 'hub-report', 'p', 'f', 'h', 'ready', $2, $1, now())
"""
_AT = "line in (select line from generate_series({first}, {last}) as line) and import_id = $1"
_PLANT = {
    "lost-notice": (
        "delete from hub_payment using hub_report_line as told where "
        "told.transaction = hub_payment.transaction and told.{at}"
    ),
    "ours-missing": "delete from hub_report_line where {at}",
    "amount-differs": "update hub_report_line set amount_paid = amount_paid + 1 where {at}",
    "account-differs": "update hub_report_line set billing_no = 'other' where {at}",
    "duplicate-line": (
        "insert into hub_report_line select import_id, line + 2000000, transaction, bank_trx, "
        "billing_no, amount_paid, amount_fees, process_at, bank_code, biller_code, status "
        "from hub_report_line where {at}"
    ),
    "foreign-line": (
        "insert into hub_report_line select import_id, line + 3000000, 'F' || transaction, "
        "bank_trx, billing_no, amount_paid, amount_fees, process_at, bank_code, 5, status "
        "from hub_report_line where {at}"
    ),
    "reversed": "update hub_report_line set status = 'reversed' where {at}",
    "reversal-held": (
        "insert into hub_report_line select import_id, line + 4000000, 'H' || transaction, "
        "bank_trx, billing_no, amount_paid, amount_fees, process_at, bank_code, biller_code, "
        "'reversed' from hub_report_line where {at}"
    ),
}


async def load(url: str) -> None:
    """Both sides, equal at first, then with what is planted."""
    connection = await asyncpg.connect(url, ssl=False)
    try:
        await connection.execute(_FILE, IMPORT_ID, DAY)
        await connection.execute(_OURS, PAYMENTS, DAY)
        await connection.execute(_TOLD, IMPORT_ID, BILLER)
        first = 1
        for kind, count in PLANTED.items():
            at = _AT.format(first=first, last=first + count - 1)
            await connection.execute(_PLANT[kind].format(at=at), IMPORT_ID)
            first += count
    finally:
        await connection.close()


async def timed(connection: AsyncConnection, statement: str) -> tuple[float, Counter[str]]:
    """Seconds of one statement, and how many rows of each kind it found."""
    values = {"import_id": IMPORT_ID, "day": DAY, "biller_code": BILLER}
    async with connection.begin():
        await connection.execute(text(WORK_MEMORY))
        began = time.perf_counter()
        rows = (await connection.execute(text(statement), values)).all()
        seconds = time.perf_counter() - began
    return seconds, Counter(row[0] for row in rows)


async def measure(url: str) -> tuple[list[float], list[float], Counter[str]]:
    """Alternating rounds of the bare join and of matching; what matching found."""
    engine = create_engine(url, application="benchmark")
    found = Counter[str]()

    async def matching() -> float:
        seconds, counted = await timed(connection, DIFFERENCES)
        found.clear()
        found.update(counted)
        return seconds

    async def joining() -> float:
        return (await timed(connection, BARE))[0]

    async with engine.connect() as connection:
        seconds = await alternate(ROUNDS, bare=joining, ours=matching)
    await engine.dispose()
    return seconds["bare"], seconds["ours"], found


async def main() -> Result:
    """Load and measure; everything planted must be found, and nothing else."""
    async with stand("databases") as place:
        url = place.database("billing", "billing")
        await load(url)
        bare, ours, found = await measure(url)
    wrong = [
        f"{kind}: {found[kind]} found, {PLANTED.get(kind, 0)} planted"
        for kind in sorted({*found, *PLANTED})
        if found[kind] != PLANTED.get(kind, 0)
    ]
    return Result(
        row=7,
        name="reconcile",
        workload=f"{PAYMENTS:,} x {PAYMENTS:,}, {sum(PLANTED.values()):,} differences planted",
        peer="a bare full outer join",
        figures=[Figure("the bare join's time", ratio(ours, bare), 3.0, better="lower")],
        raw={"matching, s": ours, "bare join, s": bare},
        wrong=wrong,
        finding=FINDING,
    )

"""Row 7: a million payments against a million report lines, beside a bare full outer join.

The statement measured is the one the service matches with (`services/billing/queries/matching.py`),
on tables migrated by the service. Five thousand differences of its kinds are planted; each must be
found, and nothing else. Rounds alternate, the first is left out, and each round is its own pair, so
that what else runs on the machine slows both sides.
"""

import asyncio
import statistics
import time
from collections import Counter
from datetime import date

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.server import database
from chassis.database import create_engine
from chassis.ids import uuid7
from services.billing.queries.matching import DIFFERENCES, WORK_MEMORY

PAYMENTS, ROUNDS, RATIO_MAX = 1_000_000, 8, 3.0
DAY, BILLER = date(2026, 3, 19), 987
IMPORT_ID = uuid7()
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
    bare, ours, found = [], [], Counter[str]()
    async with engine.connect() as connection:
        for _ in range(ROUNDS):
            seconds, _ = await timed(connection, BARE)
            bare.append(seconds)
            seconds, found = await timed(connection, DIFFERENCES)
            ours.append(seconds)
    await engine.dispose()
    return bare[1:], ours[1:], found


async def main() -> int:
    """Load, measure, tell; 0 if the goal holds and everything planted was found."""
    async with database("billing") as url:
        await load(url)
        bare, ours, found = await measure(url)
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    wrong = {
        kind: (found[kind], PLANTED.get(kind, 0))
        for kind in {*found, *PLANTED}
        if found[kind] != PLANTED.get(kind, 0)
    }
    print(f"reconcile: {ratio:.2f} x a bare full outer join (goal <= {RATIO_MAX})")
    print(f"  {PAYMENTS:,} x {PAYMENTS:,}, {sum(PLANTED.values()):,} planted, {len(ours)} rounds")
    print(f"  matching  {statistics.median(ours):.2f} s  {[round(one, 2) for one in ours]}")
    print(f"  bare join {statistics.median(bare):.2f} s  {[round(one, 2) for one in bare]}")
    print(f"  found {found.total():,}; missed or invented: {wrong or 'none'}")
    return 0 if ratio <= RATIO_MAX and not wrong else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))

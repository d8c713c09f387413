"""Row 3: a business write with its event, beside the same write without one.

Both sides open the unit of work as an edge does and commit it; one also publishes, so that its
transaction writes an outbox row and, by the trigger, a row of the relay's queue. Once the write is
one row, the least there is; once it is that row and its entry of the timeline, which every command
of the platform writes.
"""

import asyncio
import time
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.covers import add_cover, cover_started
from benchmarks.figures import Figure, Result
from benchmarks.rounds import alternate, ratio
from benchmarks.server import Stand, stand
from chassis import telemetry
from chassis.clock import BusinessClock
from chassis.database import create_engine
from chassis.unit_of_work import unit_of_work

SERVICE, CONNECTIONS, WRITES, ROUNDS = "payroll", 32, 4_000, 6
CLOCK = BusinessClock()
FINDING = """\
The event costs about 200 us of Python a transaction beside 500 us for a transaction of one row (CPU
time of the process): 7 us for the row, 120 us for one more statement, of which asyncpg and the
event loop alone take 80, the rest for the trace it carries. PostgreSQL's share (outbox, trigger,
queue) is small beside it. Events and timeline entries are written together at the end and past
SQLAlchemy's mapper, which took 70 us more an event; a session's savepoint has its own
(`UnitOfWork.apart`), so that what is announced in it vanishes with it. The goal leaves 90 us for
everything: only a statement that writes the business row and the event at once would meet it.
Beside what every command writes, a row and its timeline entry, the share is smaller."""


async def rate(
    place: Stand, engine: AsyncEngine, wrong: list[str], *, record: bool, publish: bool
) -> float:
    """Transactions a second over all connections."""
    async with place.connect(SERVICE) as connection:
        await connection.execute("truncate cover, activity, outbox, outbox_pending cascade")
    left = iter(range(WRITES))

    async def work_through() -> None:
        for _ in left:
            async with unit_of_work(engine, CLOCK) as work:
                event = cover_started()
                await add_cover(work, event)
                if record:
                    work.record("command", "measured", about=("coverage", event.coverage_id))
                if publish:
                    work.publish(event)

    began = time.perf_counter()
    await asyncio.gather(*(work_through() for _ in range(CONNECTIONS)))
    seconds = time.perf_counter() - began
    async with place.connect(SERVICE) as connection:
        for table, expected in (("cover", WRITES), ("outbox_pending", WRITES * publish)):
            found = await connection.fetchval(f"select count(*) from {table}")  # noqa: S608 - ours
            if found != expected:
                wrong.append(f"{table}: {found} rows, not {expected}")
    return WRITES / seconds


async def main() -> Result:
    """Measure both in turn."""
    telemetry.configure("benchmark", trace_file=None, otlp_endpoint=None)
    wrong: list[str] = []
    async with stand("databases") as place:
        url = place.database(SERVICE, SERVICE)
        engine = create_engine(url, application="benchmark", pool_size=CONNECTIONS)
        side = partial(rate, place, engine, wrong)
        rates = await alternate(
            ROUNDS,
            published=partial(side, record=False, publish=True),
            silent=partial(side, record=False, publish=False),
            recorded_published=partial(side, record=True, publish=True),
            recorded_silent=partial(side, record=True, publish=False),
        )
        await engine.dispose()
    return Result(
        row=3,
        name="write",
        workload=f"a row and its event in one transaction, {CONNECTIONS} connections",
        peer="the same write without an event",
        figures=[
            Figure("one row alone", ratio(rates["published"], rates["silent"]), 0.85),
            Figure(
                "a row and its entry of the timeline",
                ratio(rates["recorded_published"], rates["recorded_silent"]),
            ),
        ],
        raw={f"{name}, transactions/s": numbers for name, numbers in rates.items()},
        wrong=wrong,
        finding=FINDING,
    )

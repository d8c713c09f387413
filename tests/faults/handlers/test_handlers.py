"""Two hundred seeds through real handlers: what comes out is what an undisturbed run gives."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import relay
from chassis.kafka_producer import send
from chassis.messaging import parking
from chassis.messaging import slice as slices
from chassis.messaging.progress import Claim
from chassis.messaging.record import Received
from chassis.messaging.slice import Slice
from chassis.unit_of_work import UnitOfWork
from services.billing.consumers import consumers as billing_hears
from services.movements.consumers import consumers as movements_hears
from services.payroll.consumers import consumers as payroll_hears
from services.payroll.use_cases import accept_file
from tests.conftest import OpenDatabase
from tests.faults.handlers.house import House, check
from tests.faults.handlers.process import Process
from tests.faults.handlers.story import BRANCH, Desks
from tests.services.people import staff

pytestmark = pytest.mark.proof

SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else range(200)
BUGS_FOUND_WITHIN = 30


@pytest.fixture
async def house(database: OpenDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(accept_file, "WAGES_A_PART", 2)  # a January file is told in two events
    movements, payroll = await database("movements"), await database("payroll")
    billing = await database("billing")
    desks = Desks(
        movements,
        payroll,
        billing,
        await staff(movements, "officer", BRANCH),
        await staff(payroll, "officer", BRANCH),
        await staff(billing, "treasurer"),
    )
    processes = [
        Process("movements", movements, movements_hears),
        Process("payroll", payroll, payroll_hears),
        Process("billing", billing, billing_hears),
    ]
    yield House(desks, processes, count(), {})
    for process in processes:
        await process.close()


async def test_whatever_goes_wrong_the_outcome_is_that_of_a_calm_day(house: House) -> None:
    await play(house, SEEDS)


async def play(house: House, seeds: Sequence[int]) -> None:
    """Seed after seed; the first that ends otherwise than it should is told."""
    for seed in seeds:
        wrong = await check(house, seed)
        told = "\n  ".join(wrong)
        again = f"SEED={seed} .venv/bin/pytest tests/faults/handlers"
        assert not wrong, f"seed {seed}:\n  {told}\nrerun: {again}"


async def _all_are_unseen(_: Slice, __: UnitOfWork, ___: Claim, records: list[Received]) -> Any:
    return records


async def _nobody_checks(session: AsyncSession, held: Claim, following: int) -> bool:
    values = {"offset": following, "topic": held.topic, "part": held.part}
    statement = "update consumer_progress set next_offset = :offset where topic = :topic"
    await session.execute(text(f"{statement} and part = :part"), values)
    return True


async def _no_key_is_blocked(*_: object, **__: object) -> set[bytes]:
    return set()


async def _nobody_waits(producer: Any, rows: list[asyncpg.Record]) -> "asyncio.Future[Any]":
    handed = await send(producer, rows)
    handed.add_done_callback(lambda answer: answer.exception())  # looked at by nobody
    done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


BUGS = {
    "no inbox": (Slice, "_unseen", _all_are_unseen),
    "no compare-and-set": (slices, "advance", _nobody_checks),
    "later events of a parked key go ahead": (parking, "blocked_keys", _no_key_is_blocked),
    "deleted without an acknowledgement": (relay, "send", _nobody_waits),
}


@pytest.mark.parametrize("bug", BUGS)
async def test_a_bug_would_be_found_out(
    house: House, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    monkeypatch.setattr(*BUGS[bug])
    with pytest.raises((AssertionError, DBAPIError)):  # some trip over the database's own rules
        await play(house, range(BUGS_FOUND_WITHIN))

"""Payments of several employers in one transaction, many at once: nobody waits for himself."""

import asyncio
import random
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from services.billing.booking import book
from services.billing.models.payments import HubPayment
from services.billing.queries import accounts
from tests.conftest import OpenDatabase
from tests.services.people import Establishment, acting, employer

AT_ONCE, ROUNDS = 8, 5


def payment(owner: Establishment) -> HubPayment:
    return HubPayment(
        payment_id=uuid7(),
        transaction=str(uuid7()),
        billing_no="981000001",
        service_type="MonthlyContributions",
        establishment_id=owner.establishment_id,
        amount_paid=1_000,
        process_at=datetime(2026, 3, 20, tzinfo=UTC),
        value_on=date(2026, 3, 20),
        bank_code=21,
        bank_trx="B",
        guid="G",
        received_at=datetime(2026, 3, 20, tzinfo=UTC),
    )


async def books(engine: AsyncEngine, owners: list[Establishment], chance: random.Random) -> None:
    """One payment of each employer, in an order of its own."""
    told = [payment(owner) for owner in chance.sample(owners, len(owners))]
    async with acting(engine) as work:
        await book(work, told)


async def test_transactions_over_the_same_employers_do_not_deadlock(
    database: OpenDatabase,
) -> None:
    engine, chance = await database("billing"), random.Random(7)
    owners = [await employer(engine, number=f"100000{number}") for number in range(1, 7)]
    for _ in range(ROUNDS):
        await asyncio.gather(*(books(engine, owners, chance) for _ in range(AT_ONCE)))
    async with acting(engine) as work:
        for owner in owners:
            paid = -await accounts.balance(work, owner.establishment_id)
            assert paid == 1_000 * AT_ONCE * ROUNDS

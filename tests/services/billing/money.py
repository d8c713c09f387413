"""Money that moves, as tests tell it."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from services.billing import ledger
from services.billing.gateways.mfep.messages import Echo, PaymentNotice
from services.billing.use_cases.receive_payment import receive_payment
from tests.services.people import Establishment, acting

SERVICE = "MonthlyContributions"


async def pays(engine: AsyncEngine, amount: int, *, billing_no: str = "981000001") -> None:
    """The hub tells of a payment (fils) under a transaction number of its own."""
    number = str(uuid7())
    notice = PaymentNotice(
        echo=Echo(number, "2026-03-20T12:00:00", "2026-03-20"),
        trx=number,
        billing_no=billing_no,
        service_type=SERVICE,
        paid_fils=amount,
        due_fils=amount,
        fees_fils=0,
        fees_on_biller=False,
        process_date=datetime(2026, 3, 20, 9, tzinfo=UTC),
        stmt_date=date(2026, 3, 20),
        bank_code=11,
        bank_trx=number,
        method=None,
        channel="MOBILE",
        status=None,
        currency="JOD",
    )
    async with acting(engine) as work:
        await receive_payment(work, notice, guid=number, service_types=frozenset({SERVICE}))


async def takes_back(engine: AsyncEngine, at: Establishment, amount: int) -> None:
    """A posting that makes a paid amount owed again (fils), as a reversal does."""
    about = ledger.About("payment", uuid7(), "reversal", at.establishment_id)
    async with acting(engine) as work:
        await ledger.post(
            work, about, debit=ledger.RECEIVABLE, credit=ledger.BANK_HUB, amount=amount
        )


async def clearances(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Every `ClearanceChanged` announced so far, in order."""
    async with engine.connect() as connection:
        found = await connection.execute(
            text("select payload from outbox where type like '%ClearanceChanged%' order by seq")
        )
        return [orjson.loads(payload) for payload in found.scalars()]

"""What a file would make of the bills, told before it is sent."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from contracts.events.movements import CoverageStarted
from services.billing.api import previews
from services.payroll.gateways.bill import Bill
from tests.conftest import OpenDatabase
from tests.services.billing.facts import closes, documents, hears_start, hears_wages
from tests.services.payroll.conftest import Payroll
from tests.services.payroll.workbooks import Hired, wages
from tests.services.peers import peer_away, peer_of
from tests.services.people import copied


@dataclass(frozen=True)
class Both:
    """Payroll and billing, which hear the same facts."""

    payroll: Payroll
    billing: AsyncEngine

    async def hires(self, name: str, wage: str) -> Hired:
        worker = await self.payroll.hires(name, wage=wage)
        event = CoverageStarted(
            coverage_id=worker.coverage_id,
            batch_id=uuid7(),
            establishment_id=self.payroll.employer.establishment_id,
            person_id=worker.person_id,
            started_on=date(2025, 3, 1),
            wage=wage,
            hazardous=False,
        )
        await hears_start(self.billing, event)
        return worker


@pytest.fixture
async def both(payroll: Payroll, database: OpenDatabase) -> Both:
    billing = await database("billing")
    await copied(billing, payroll.employer)
    bill = Bill(peer_of(billing, previews.router, name="billing", caller="payroll"))
    return Both(replace(payroll, gateways=replace(payroll.gateways, bill=bill)), billing)


async def test_each_month_that_is_over_is_told_with_its_difference(both: Both) -> None:
    """In March January is billed and February is not yet: the bill comes to what was said."""
    payroll = both.payroll
    amal, basel = await both.hires("أمل", "500.000"), await both.hires("باسل", "400.000")
    await closes(both.billing, payroll.employer, "2026-01")
    file = await payroll.checked(wages({amal: 600, basel: 400}))
    assert file.effect is None
    assert await payroll.rehearse()
    effect = (await payroll.file(file.file_id)).effect
    assert effect is not None
    told = ("month", "amount_before", "amount_after", "difference", "billed")
    assert [tuple(month[name] for name in told) for month in effect["months"]] == [
        ("2026-01", "195.750", "217.500", "21.750", True),
        ("2026-02", "195.750", "217.500", "21.750", False),
    ]
    assert effect["difference"] == "43.500"

    declared = {amal.coverage_id: "600.000", basel.coverage_id: "400.000"}
    await hears_wages(both.billing, payroll.employer, declared)
    await closes(both.billing, payroll.employer, "2026-02")
    billed = [
        (one.month, one.amount_due) for one in await documents(both.billing, payroll.employer)
    ]
    assert billed == [("2026-01", 195_750), ("2026-01", 21_750), ("2026-02", 217_500)]


async def test_a_file_that_cannot_be_sent_is_not_rehearsed(both: Both) -> None:
    amal = await both.hires("أمل", "500.000")
    await both.hires("باسل", "400.000")
    await both.payroll.checked(wages({amal: 600}))
    assert not await both.payroll.rehearse()


async def test_while_billing_is_away_a_file_may_be_sent_and_the_effect_follows(both: Both) -> None:
    amal = await both.hires("أمل", "500.000")
    payroll = both.payroll
    away = Bill(peer_away("billing", caller="payroll"))
    cut_off = replace(payroll, gateways=replace(payroll.gateways, bill=away))
    file = await cut_off.sent(wages({amal: 600}))
    assert await cut_off.rehearse()
    assert (await payroll.file(file.file_id)).effect is None
    async with payroll.engine.begin() as connection:
        await connection.execute(text("update job set due_at = now() where state = 'waiting'"))
    assert await payroll.rehearse()
    effect = (await payroll.file(file.file_id)).effect
    assert effect is not None
    assert len(effect["months"]) == 2

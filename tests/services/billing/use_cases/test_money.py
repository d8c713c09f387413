"""Months closed, invoices issued, payments booked: each exactly once, and the ledger balances."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock, NotAMonth
from chassis.copies import CoverNotYetKnown
from chassis.errors import NotAllowed, NotFound
from chassis.ids import uuid7
from chassis.jobs import JobWorker
from contracts.events.movements import CoverageStarted, CoverageStopped
from services.billing.gateways.mfep.messages import Echo, PaymentNotice
from services.billing.jobs import jobs
from services.billing.models.invoices import Invoice
from services.billing.models.payments import HubPayment
from services.billing.queries import accounts, invoices, payments
from services.billing.reassessment import LANE
from services.billing.use_cases.close_month import MonthNotOver, close_month
from services.billing.use_cases.end_cover import end_cover
from services.billing.use_cases.issue_invoice import issue_invoice
from services.billing.use_cases.keep_cover import keep_cover
from services.billing.use_cases.load_law import load_law
from services.billing.use_cases.receive_payment import ConflictingPayment, receive_payment
from tests.conftest import OpenDatabase
from tests.services.people import Establishment, acting, announced, employer, staff

SERVICE = "MonthlyContributions"
NOTICE = PaymentNotice(
    echo=Echo("T1", "2026-03-20T12:00:00", "2026-03-20"),
    trx="T1",
    billing_no="981000001",
    service_type=SERVICE,
    paid_fils=222_500,
    due_fils=222_500,
    fees_fils=0,
    fees_on_biller=False,
    process_date=datetime(2026, 3, 20, 9, tzinfo=UTC),
    stmt_date=date(2026, 3, 20),
    bank_code=11,
    bank_trx="B1",
    method=None,
    channel="MOBILE",
    status=None,
    currency="JOD",
)


@pytest.fixture
async def billing(database: OpenDatabase) -> AsyncEngine:
    return await database("billing")


@pytest.fixture
async def owner(billing: AsyncEngine) -> Establishment:
    """An employer with two workers at 500, one of them in a hazardous occupation."""
    made = await employer(billing)
    for hazardous in (False, True):
        await cover(billing, made, hazardous=hazardous)
    return made


async def cover(
    engine: AsyncEngine, at: Establishment, *, hazardous: bool = False, wage: str = "500.000"
) -> UUID:
    event = CoverageStarted(
        coverage_id=uuid7(),
        batch_id=uuid7(),
        establishment_id=at.establishment_id,
        person_id=uuid7(),
        started_on=date(2026, 2, 1),
        wage=wage,
        hazardous=hazardous,
    )
    async with acting(engine) as work:
        await keep_cover(work, event)
        await keep_cover(work, event)  # at least once: a repeated event changes nothing
    return event.coverage_id


async def invoice_for(engine: AsyncEngine, at: Establishment) -> Invoice | None:
    async with acting(engine) as work:
        return await issue_invoice(work, at.establishment_id, "2026-02")


async def pay(engine: AsyncEngine, notice: PaymentNotice = NOTICE) -> HubPayment:
    async with acting(engine) as work:
        return await receive_payment(
            work, notice, guid=str(uuid7()), service_types=frozenset({SERVICE})
        )


async def balance(engine: AsyncEngine, at: Establishment) -> int:
    async with acting(engine) as work:
        return await accounts.balance(work, at.establishment_id)


async def standing(engine: AsyncEngine) -> dict[str, tuple[int, int]]:
    async with acting(engine) as work:
        return {name: (debit, credit) for name, debit, credit in await accounts.trial_balance(work)}


class TestIssueInvoice:
    async def test_charges_each_worker_and_posts_it(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        invoice = await invoice_for(billing, owner)
        assert invoice is not None
        assert (invoice.amount_due, invoice.workers) == (108_750 + 113_750, 2)
        assert invoice.due_on == date(2026, 3, 15)
        assert await balance(billing, owner) == 222_500
        assert await announced(billing) == ["ClearanceChanged", "InvoiceIssued"]

    async def test_explains_every_line(self, billing: AsyncEngine, owner: Establishment) -> None:
        invoice = await invoice_for(billing, owner)
        assert invoice is not None
        async with acting(billing) as work:
            lines = await invoices.lines(work, invoice.invoice_id, after=None, limit=9)
        assert sum(line.amount_worker + line.amount_employer for line in lines) == 222_500
        for line in lines:
            assert line.wage_source["kind"] == "joining"
            assert line.rate_version == "private-2017"
            assert all(part["article"] and part["mark"] for part in line.parts)

    async def test_assesses_a_month_once(self, billing: AsyncEngine, owner: Establishment) -> None:
        await invoice_for(billing, owner)
        assert await invoice_for(billing, owner) is None
        assert await balance(billing, owner) == 222_500

    async def test_does_not_charge_a_month_of_few_days(self, billing: AsyncEngine) -> None:
        made = await employer(billing)
        coverage_id = await cover(billing, made)
        async with acting(billing) as work:
            await end_cover(work, stopped(made, coverage_id, date(2026, 2, 15)))
        assert await invoice_for(billing, made) is None

    async def test_waits_for_the_end_of_the_month(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        async with acting(billing) as work:
            assert await issue_invoice(work, owner.establishment_id, "2026-03") is None


def stopped(at: Establishment, coverage_id: UUID, day: date) -> CoverageStopped:
    return CoverageStopped(
        coverage_id=coverage_id,
        batch_id=uuid7(),
        establishment_id=at.establishment_id,
        person_id=uuid7(),
        stopped_on=day,
        reason="RESIGNATION",
    )


async def test_a_stop_before_its_start_waits(billing: AsyncEngine) -> None:
    made = await employer(billing)
    with pytest.raises(CoverNotYetKnown):
        async with acting(billing) as work:
            await end_cover(work, stopped(made, uuid7(), date(2026, 2, 15)))


class TestCloseMonth:
    async def test_closes_for_everybody_at_once(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        other = await employer(billing, number="1000002")
        await cover(billing, other)
        treasurer = await staff(billing, "treasurer")
        for _ in range(2):  # closing again assesses nothing twice
            async with acting(billing, treasurer) as work:
                closing = await close_month(work, month="2026-02", establishment_id=None)
            await JobWorker(jobs, LANE, billing, BusinessClock()).run_one()
        assert await balance(billing, owner) == 222_500
        assert await balance(billing, other) == 108_750
        async with acting(billing) as work:
            ended = await invoices.closing(work, closing.closing_id)
        assert ended is not None
        assert (ended.state, ended.establishments_done) == ("done", 2)

    @pytest.mark.parametrize(
        ("month", "refusal"), [("2026-03", MonthNotOver), ("March", NotAMonth)]
    )
    async def test_refuses_a_month_that_is_none_or_not_over(
        self, billing: AsyncEngine, owner: Establishment, month: str, refusal: type[Exception]
    ) -> None:
        treasurer = await staff(billing, "treasurer")
        with pytest.raises(refusal):
            async with acting(billing, treasurer) as work:
                await close_month(work, month=month, establishment_id=owner.establishment_id)

    async def test_only_the_treasurer_closes(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        officer = await staff(billing, "officer", "amman-center")
        with pytest.raises(NotAllowed):
            async with acting(billing, officer) as work:
                await close_month(work, month="2026-02", establishment_id=None)
        with pytest.raises(NotFound):
            async with acting(billing, owner.officer) as work:
                await close_month(work, month="2026-02", establishment_id=None)


class TestReceivePayment:
    async def test_books_the_payment_and_tells(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await invoice_for(billing, owner)
        await pay(billing)
        assert await balance(billing, owner) == 0
        assert await standing(billing) == {
            "bank-hub": (222_500, 0),
            "contributions": (0, 222_500),
            "receivable": (222_500, 222_500),
        }
        assert await announced(billing) == [
            "ClearanceChanged",
            "InvoiceIssued",
            "ClearanceChanged",
            "PaymentReceived",
        ]

    async def test_books_a_repeated_transaction_once(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        first, again = await pay(billing), await pay(billing)
        assert again.payment_id == first.payment_id
        assert await balance(billing, owner) == -222_500
        assert await announced(billing) == ["PaymentReceived"]

    async def test_keeps_and_refuses_another_amount_under_the_same_transaction(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await pay(billing)
        for _ in range(2):
            with pytest.raises(ConflictingPayment):
                await pay(billing, replace(NOTICE, paid_fils=1))
        assert await balance(billing, owner) == -222_500
        async with acting(billing) as work:
            [raised] = await payments.exceptions(work, before=None, limit=9)
        assert raised.kind == "conflicting-payment"
        assert raised.facts["amount_told"] == "0.001"

    @pytest.mark.parametrize("strange", [{"billing_no": "555"}, {"service_type": "Parking"}])
    async def test_money_without_an_owner_waits_in_suspense(
        self, billing: AsyncEngine, owner: Establishment, strange: dict[str, str]
    ) -> None:
        await pay(billing, replace(NOTICE, **strange))  # type: ignore[arg-type]
        assert (await standing(billing))["suspense"] == (0, 222_500)
        assert await balance(billing, owner) == 0
        async with acting(billing) as work:
            [raised] = await payments.exceptions(work, before=None, limit=9)
        assert raised.kind == "suspense"


class TestLedger:
    @pytest.mark.parametrize(
        "statement",
        [
            "update posting set amount_debit = amount_debit + 1",
            "delete from posting",
            "delete from journal_entry",
        ],
    )
    async def test_is_never_changed(
        self, billing: AsyncEngine, owner: Establishment, statement: str
    ) -> None:
        await pay(billing)
        with pytest.raises(DBAPIError, match="the ledger is never changed"):
            await _execute(billing, statement)

    async def test_refuses_an_entry_that_does_not_balance(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        with pytest.raises(DBAPIError, match="does not balance"):
            await _execute(
                billing,
                "insert into journal_entry (entry_id, at, kind, about_id, number) values "
                "(gen_random_uuid(), now(), 'payment', gen_random_uuid(), 'x')",
            )


async def _execute(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))


async def test_the_law_is_announced_once(billing: AsyncEngine) -> None:
    counts: list[int] = []
    load: Callable[..., Awaitable[int]] = load_law
    for again in (False, False, True):
        async with acting(billing) as work:
            counts.append(await load(work, again=again))
    assert counts[0] == counts[2] > 0
    assert counts[1] == 0
    assert set(await announced(billing)) == {"LawParameterSet"}

"""Billed months when facts change: adjusted by a difference that names its cause."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.billing.models.invoices import Invoice, InvoiceLine
from services.billing.queries import accounts, invoices
from services.billing.use_cases.close_month import close_month
from tests.conftest import OpenDatabase
from tests.services.billing.facts import (
    balance,
    closes,
    documents,
    does_what_is_due,
    hears_start,
    hears_stop,
    hears_wages,
    started,
    stopped,
)
from tests.services.people import Establishment, acting, announced, copied, employer, staff

ON_500, ON_600, ON_400 = 108_750, 130_500, 87_000


@pytest.fixture
async def billing(database: OpenDatabase) -> AsyncEngine:
    return await database("billing")


@pytest.fixture
async def owner(billing: AsyncEngine) -> Establishment:
    return await employer(billing)


async def lines_of(engine: AsyncEngine, invoice: Invoice) -> list[InvoiceLine]:
    async with acting(engine) as work:
        return await invoices.lines(work, invoice.invoice_id, after=None, limit=99)


def told(found: list[Invoice]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.month, one.amount_due) for one in found]


class TestTheJanuaryFile:
    async def test_adjusts_a_january_that_was_billed_before_it_came(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01")
        await hears_wages(billing, owner, {worker: "600.000"})
        await does_what_is_due(billing)

        issued, adjustment = await documents(billing, owner)
        assert told([issued, adjustment]) == [
            ("invoice", "2026-01", ON_500),
            ("adjustment", "2026-01", ON_600 - ON_500),
        ]
        assert adjustment.adjusts_id == issued.invoice_id
        assert adjustment.cause is not None
        assert adjustment.cause["kind"] == "wages-declared"
        assert adjustment.cause["number"].startswith("F")
        assert await balance(billing, owner) == ON_600
        assert await announced(billing) == [
            "ClearanceChanged",
            "InvoiceIssued",
            "InvoiceAdjusted",
        ]

    async def test_explains_the_old_line_and_the_new(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01")
        await hears_wages(billing, owner, {worker: "600.000"})
        await does_what_is_due(billing)
        issued, adjustment = await documents(billing, owner)
        [before] = await lines_of(billing, issued)
        [after] = await lines_of(billing, adjustment)
        assert before.wage_source["kind"] == "carried"
        assert (after.wage_source["kind"], after.amount_wage) == ("declared", 600_000)
        assert after.amount_worker_before == before.amount_worker
        assert after.difference == ON_600 - ON_500

    async def test_charges_later_months_on_the_declared_wage(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await hears_wages(billing, owner, {worker: "600.000"})
        await closes(billing, owner, "2026-02")
        assert told(await documents(billing, owner)) == [("invoice", "2026-02", ON_600)]

    async def test_a_lower_wage_gives_a_credit(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01", "2026-02")
        await hears_wages(billing, owner, {worker: "400.000"})
        await does_what_is_due(billing)
        assert told(await documents(billing, owner)) == [
            ("invoice", "2026-01", ON_500),
            ("adjustment", "2026-01", ON_400 - ON_500),
            ("invoice", "2026-02", ON_500),
            ("adjustment", "2026-02", ON_400 - ON_500),
        ]
        assert await balance(billing, owner) == 2 * ON_400

    async def test_told_again_changes_nothing(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01")
        for _ in range(2):
            await hears_wages(billing, owner, {worker: "600.000"})
            await does_what_is_due(billing)
        assert len(await documents(billing, owner)) == 2

    async def test_a_later_file_adjusts_what_the_earlier_had_adjusted(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01")
        for wage in ("600.000", "400.000"):
            await hears_wages(billing, owner, {worker: wage})
            await does_what_is_due(billing)
        amounts = [one.amount_due for one in await documents(billing, owner)]
        assert amounts == [ON_500, ON_600 - ON_500, ON_400 - ON_600]
        assert await balance(billing, owner) == ON_400

    async def test_in_parts_adjusts_once(self, billing: AsyncEngine, owner: Establishment) -> None:
        one = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        other = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01")
        await hears_wages(billing, owner, {one: "600.000", other: "600.000"}, in_parts=True)
        _, adjustment = await documents(billing, owner)
        assert adjustment.amount_due == 2 * (ON_600 - ON_500)
        assert len(await lines_of(billing, adjustment)) == 2

    async def test_wages_that_cancel_each_other_out_are_told_all_the_same(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        one = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        other = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01")
        await hears_wages(billing, owner, {one: "600.000", other: "400.000"})
        await does_what_is_due(billing)
        _, adjustment = await documents(billing, owner)
        assert adjustment.amount_due == 0
        assert len(await lines_of(billing, adjustment)) == 2
        assert await balance(billing, owner) == 2 * ON_500


class TestAMissingWage:
    async def test_holds_the_month_until_the_file_is_in(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2024, 3, 1)))
        await hears_start(billing, started(owner, on=date(2025, 2, 1)))
        await closes(billing, owner, "2025-04")
        assert await documents(billing, owner) == []
        async with acting(billing) as work:
            [held] = await invoices.held_runs(work, owner.establishment_id)
        assert (held.month, held.coverage_ids) == ("2025-04", [str(worker)])

        await hears_wages(billing, owner, {worker: "600.000"}, year=2025)
        await does_what_is_due(billing)
        assert told(await documents(billing, owner)) == [("invoice", "2025-04", ON_600 + ON_500)]
        async with acting(billing) as work:
            assert await invoices.held_runs(work, owner.establishment_id) == []

    async def test_holds_nobody_else(self, billing: AsyncEngine, owner: Establishment) -> None:
        await hears_start(billing, started(owner, on=date(2024, 3, 1)))
        other = await employer(billing, number="1000002")
        await hears_start(billing, started(other, on=date(2025, 2, 1)))
        await closes(billing, owner, "2025-04")
        await closes(billing, other, "2025-04")
        assert len(await documents(billing, other)) == 1


class TestLateFacts:
    async def test_a_late_start_adds_to_every_billed_month(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await hears_start(billing, started(owner))
        await closes(billing, owner, "2026-01", "2026-02")
        await hears_start(billing, started(owner, wage="600.000"))
        await does_what_is_due(billing)
        assert told(await documents(billing, owner)) == [
            ("invoice", "2026-01", ON_500),
            ("adjustment", "2026-01", ON_600),
            ("invoice", "2026-02", ON_500),
            ("adjustment", "2026-02", ON_600),
        ]

    async def test_a_late_start_bills_a_closed_month_that_had_nobody(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await closes(billing, owner, "2026-01")
        await hears_start(billing, started(owner))
        await does_what_is_due(billing)
        assert told(await documents(billing, owner)) == [("invoice", "2026-01", ON_500)]

    async def test_a_late_stop_takes_back_what_was_billed_after_it(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner))
        await hears_start(billing, started(owner))
        await closes(billing, owner, "2026-01", "2026-02")
        await hears_stop(billing, stopped(owner, worker, date(2026, 1, 31)))
        await does_what_is_due(billing)
        assert told(await documents(billing, owner))[1:] == [
            ("invoice", "2026-02", 2 * ON_500),
            ("adjustment", "2026-02", -ON_500),
        ]
        assert await balance(billing, owner) == 3 * ON_500

    async def test_the_ledger_balances_after_all_of_it(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        worker = await hears_start(billing, started(owner, on=date(2025, 3, 1)))
        await closes(billing, owner, "2026-01", "2026-02")
        await hears_wages(billing, owner, {worker: "400.000"})
        await hears_stop(billing, stopped(owner, worker, date(2026, 1, 31)))
        await does_what_is_due(billing)
        async with acting(billing) as work:
            found = await accounts.trial_balance(work)
        assert sum(debit for _, debit, _ in found) == sum(credit for _, _, credit in found)
        assert await balance(billing, owner) == ON_400


class TestWhatIsStillUnknown:
    async def test_a_late_start_without_a_wage_holds_a_billed_month(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        """What is owed for it is not known, so nobody may call the employer clear."""
        await hears_start(billing, started(owner, on=date(2025, 2, 1)))
        await closes(billing, owner, "2025-04")
        worker = await hears_start(billing, started(owner, on=date(2024, 9, 1)))
        await does_what_is_due(billing)
        assert told(await documents(billing, owner)) == [("invoice", "2025-04", ON_500)]
        async with acting(billing) as work:
            [held] = await invoices.held_runs(work, owner.establishment_id)
        assert held.coverage_ids == [str(worker)]

        await hears_wages(billing, owner, {worker: "600.000"}, year=2025)
        await does_what_is_due(billing)
        assert told(await documents(billing, owner))[1:] == [("adjustment", "2025-04", ON_600)]
        async with acting(billing) as work:
            assert await invoices.held_runs(work, owner.establishment_id) == []

    async def test_an_establishment_not_yet_announced_keeps_nobody_from_his_bill(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        unknown = Establishment(UUID(int=1), owner.officer)
        await hears_start(billing, started(unknown))
        await hears_start(billing, started(owner))
        treasurer = await staff(billing, "treasurer")
        async with acting(billing, treasurer) as work:
            closing = await close_month(work, month="2026-01", establishment_id=None)
        await does_what_is_due(billing)
        assert told(await documents(billing, owner)) == [("invoice", "2026-01", ON_500)]

        await copied(billing, unknown, number="1000009")
        async with billing.begin() as connection:
            await connection.execute(text("update job set due_at = now()"))  # its pause is over
        await does_what_is_due(billing)
        assert len(await documents(billing, unknown)) == 1
        async with acting(billing) as work:
            ended = await invoices.closing(work, closing.closing_id)
        assert ended is not None
        assert ended.state == "done"

"""A treasury: one employer who pays through the hub, and the files that come in the evening."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.files import Files
from chassis.ids import uuid7
from chassis.jobs import JobWorker
from chassis.unit_of_work import Caller
from services.billing.gateways import Gateways
from services.billing.jobs import jobs
from services.billing.models.payments import HubPayment, PaymentException
from services.billing.models.reconciliation import ReconciliationDay, ReconciliationImport
from services.billing.queries import accounts, days, exceptions, imports, payments
from services.billing.use_cases import close_day as closing
from services.billing.use_cases import upload_settlement_file as uploading
from services.billing.use_cases.close_day import close_day
from services.billing.use_cases.explain_difference import explain_difference
from services.billing.use_cases.import_bank_statement import import_bank_statement
from services.billing.use_cases.import_hub_report import import_hub_report
from services.billing.use_cases.receive_payment import receive_payment
from services.billing.use_cases.upload_settlement_file import upload_settlement_file
from tests.conftest import OpenDatabase
from tests.services.billing.reconciliation.files import (
    ACCOUNT,
    AGREED,
    DAY,
    Moved,
    Told,
    camt,
    fils_of,
    report_csv,
)
from tests.services.billing.use_cases.test_money import NOTICE, SERVICE
from tests.services.people import Establishment, acting, employer, staff

PAYMENT_NUMBER = "981000001"


@dataclass
class Treasury:
    """The service at the end of a settlement day."""

    engine: AsyncEngine
    files: Files
    treasurer: Caller
    employer: Establishment

    @property
    def outside(self) -> Gateways:
        return cast("Gateways", _Outside(self.files))

    async def notice(self, *told: Told) -> list[HubPayment]:
        """The hub tells of payments as they are made."""
        made = []
        for one in told:
            async with acting(self.engine) as work:
                notice = replace(
                    NOTICE,
                    trx=one.transaction,
                    billing_no=one.billing_no,
                    paid_fils=fils_of(one.amount),
                    stmt_date=date.fromisoformat(one.day),
                )
                made.append(
                    await receive_payment(
                        work, notice, guid=str(uuid7()), service_types=frozenset({SERVICE})
                    )
                )
        return made

    async def upload(self, kind: Any, content: bytes, name: str = "file") -> ReconciliationImport:
        """Upload a file and have it checked."""
        async with acting(self.engine, self.treasurer) as work:
            told = await upload_settlement_file(
                work, kind=kind, profile=None, file_name=name, content=content, files=self.files
            )
        await self.run(uploading.LANE)
        async with acting(self.engine) as work:
            found = await imports.one_import(work, told.import_id)
            assert found is not None
            return found

    async def take_report(self, lines: Sequence[Told]) -> bool:
        """Upload and import a report; whether it counted before."""
        return await self.import_report(
            (await self.upload("hub-report", report_csv(lines))).import_id
        )

    async def import_report(self, import_id: UUID) -> bool:
        async with acting(self.engine, self.treasurer) as work:
            _, already = await import_hub_report(
                work, import_id, agreed=AGREED, service_type=SERVICE
            )
        return already

    async def take_statement(self, *moved: Moved, content: bytes | None = None) -> bool:
        """Upload and import a statement; whether it counted before."""
        told = await self.upload("bank-statement", content or camt(moved))
        async with acting(self.engine, self.treasurer) as work:
            _, already = await import_bank_statement(work, told.import_id, agreed=AGREED)
        return already

    async def close(self, day: Any = DAY) -> ReconciliationDay:
        """Close a day and let its payments be announced."""
        async with acting(self.engine, self.treasurer) as work:
            closed = await close_day(work, day, agreed=AGREED)
        await self.run(closing.LANE)
        return closed

    async def explain(self, *kinds: str, day: Any = DAY) -> None:
        """Explain every open difference of these kinds."""
        for one in await self.open(day):
            if one.kind in kinds:
                async with acting(self.engine, self.treasurer) as work:
                    await explain_difference(work, one.exception_id, explanation="looked into")

    async def run(self, lane: str) -> None:
        """Do what was left for later."""
        worker = JobWorker(jobs, lane, self.engine, BusinessClock(), self.outside)
        while await worker.run_one():
            pass

    async def raised(self, day: Any = DAY) -> list[PaymentException]:
        async with acting(self.engine) as work:
            return await exceptions.exceptions_of(work, day, limit=10_000)

    async def open(self, day: Any = DAY) -> list[PaymentException]:
        return [one for one in await self.raised(day) if one.settled_at is None]

    async def kinds(self, day: Any = DAY) -> list[str]:
        """What was found about a day, sorted."""
        return sorted(one.kind for one in await self.raised(day))

    async def payment(self, transaction: str) -> HubPayment:
        async with acting(self.engine) as work:
            found = await payments.payment_by_transaction(work, transaction)
        assert found is not None
        return found

    async def balance(self) -> int:
        async with acting(self.engine) as work:
            return await accounts.balance(work, self.employer.establishment_id)

    async def accounts(self) -> dict[str, int]:
        """What stands on each account, in fils: debits less credits; they sum to zero."""
        async with acting(self.engine) as work:
            found = await accounts.trial_balance(work)
        standing = {name: debit - credit for name, debit, credit in found}
        assert sum(standing.values()) == 0
        return {name: amount for name, amount in standing.items() if amount}

    async def suspense(self) -> list[PaymentException]:
        async with acting(self.engine) as work:
            return await exceptions.suspense(work)

    async def day(self, day: Any = DAY) -> ReconciliationDay:
        async with acting(self.engine) as work:
            found = await days.the_day(work, day, ACCOUNT)
        assert found is not None
        return found

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of all announced events of a type, in order."""
        statement = text("select convert_from(payload, 'UTF8')::jsonb from outbox where type like "
                         ":kind order by seq")  # fmt: skip
        async with self.engine.connect() as connection:
            found = await connection.execute(statement, {"kind": f"%.{kind}.v1"})
            return list(found.scalars())


@dataclass
class _Outside:
    """The gateways as far as the jobs of these tests need them."""

    files: Files
    agreed: Any = AGREED


@pytest.fixture
async def treasury(database: OpenDatabase, tmp_path: Path) -> Treasury:
    engine = await database("billing")
    made = await employer(engine)
    return Treasury(engine, Files(f"file://{tmp_path}"), await staff(engine, "treasurer"), made)

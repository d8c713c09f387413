"""Movements with a real database, the civil registry's simulator, and the law as announced."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.files import Files
from chassis.jobs import JobWorker
from chassis.registry import CivilRegistry
from deploy.simulators.registry.app import create_application
from services.billing.api import previews
from services.movements.gateways import Gateways
from services.movements.gateways.bill import Bill
from services.movements.jobs import jobs
from services.movements.models import Batch, Workbook
from services.movements.use_cases.send_workbook import send_workbook
from services.movements.use_cases.store_verdict import REHEARSALS
from services.movements.use_cases.upload_workbook import LANE, upload_workbook
from tests.conftest import OpenDatabase
from tests.services.law import announce_law
from tests.services.peers import peer_of
from tests.services.people import Establishment, acting, copied, employer


@dataclass(frozen=True)
class Movements:
    """The service with one employer."""

    engine: AsyncEngine
    billing: AsyncEngine
    gateways: Gateways
    employer: Establishment

    async def upload(self, content: bytes, month: str = "2026-03") -> Workbook:
        """The employer uploads a workbook."""
        async with acting(self.engine, self.employer.officer) as work:
            return await upload_workbook(
                work,
                establishment_id=self.employer.establishment_id,
                month=month,
                file_name="workers.xlsx",
                content=content,
                files=self.gateways.files,
            )

    async def check(self) -> bool:
        """The worker checks a workbook; whether there was one."""
        return await self._run_one(LANE)

    async def rehearse(self) -> bool:
        """The worker asks billing for the effect of what was checked; whether there was any."""
        done = 0
        while await self._run_one(REHEARSALS):
            done += 1
        return done > 0

    async def _run_one(self, lane: str) -> bool:
        worker = JobWorker(jobs, lane, self.engine, BusinessClock(), self.gateways)
        return await worker.run_one()

    async def send(self, content: bytes) -> Batch:
        """The employer uploads a workbook, has it checked and sends its good rows."""
        uploaded = await self.upload(content)
        await self.check()
        async with acting(self.engine, self.employer.officer) as work:
            batch, _ = await send_workbook(work, uploaded.workbook_id, leave_out_faulty=True)
        return batch

    async def workbook(self, workbook_id: UUID) -> Workbook:
        """A workbook as it stands."""
        async with acting(self.engine) as work:
            found = await work.session.get(Workbook, workbook_id)
            assert found is not None
            return found


@pytest.fixture
async def movements(database: OpenDatabase, tmp_path: Path) -> Movements:
    engine, billing = await database("movements"), await database("billing")
    await announce_law(engine)
    registry = httpx.AsyncClient(
        transport=httpx.ASGITransport(create_application()), base_url="http://registry"
    )
    bill = Bill(peer_of(billing, previews.router, name="billing", caller="movements"))
    gateways = Gateways(CivilRegistry(registry), Files(f"file://{tmp_path}/files"), bill)
    owner = await employer(engine)
    await copied(billing, owner)
    return Movements(engine, billing, gateways, owner)

"""Payroll with a real database and one employer; movements answers, billing is away."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import clock
from chassis.clock import BusinessClock
from chassis.files import Files
from chassis.ids import uuid7
from chassis.jobs import JobWorker
from chassis.unit_of_work import Caller
from contracts.events.movements import CoverageStarted, CoverageStopped
from services.movements.api import internal
from services.movements.models import InsuredPerson
from services.payroll.gateways import Gateways
from services.payroll.gateways.bill import Bill
from services.payroll.gateways.people import People
from services.payroll.jobs import jobs
from services.payroll.models import FileRow, JanuaryFile
from services.payroll.queries import file_rows
from services.payroll.use_cases.accept_file import accept_file
from services.payroll.use_cases.end_cover import end_cover
from services.payroll.use_cases.keep_cover import keep_cover
from services.payroll.use_cases.send_file import send_file
from services.payroll.use_cases.store_verdict import REHEARSALS
from services.payroll.use_cases.upload_file import LANE, upload_file
from tests.conftest import NOW, OpenDatabase
from tests.services.law import announce_law
from tests.services.payroll.workbooks import Hired
from tests.services.peers import peer_away, peer_of
from tests.services.people import Establishment, acting, employer, staff

_numbers, _minutes = count(4000000001), count()


@dataclass(frozen=True)
class Payroll:
    """The service with one employer."""

    engine: AsyncEngine
    movements: AsyncEngine
    gateways: Gateways
    employer: Establishment
    known: dict[UUID, str] = field(default_factory=dict)

    async def hires(
        self,
        name: str,
        *,
        on: date = date(2025, 3, 1),
        wage: str = "500.000",
        at: Establishment | None = None,
        again: Hired | None = None,
    ) -> Hired:
        """Movements registers a worker, payroll hears of his cover; at least once, so twice."""
        number = again.number if again else str(next(_numbers))
        person_id = again.person_id if again else uuid7()
        if again is None:
            await self._register(person_id, number, name)
        event = CoverageStarted(
            coverage_id=uuid7(),
            batch_id=uuid7(),
            establishment_id=(at or self.employer).establishment_id,
            person_id=person_id,
            started_on=on,
            wage=wage,
            hazardous=False,
        )
        async with acting(self.engine) as work:
            await keep_cover(work, event)
            await keep_cover(work, event)
        return Hired(number, name, person_id, event.coverage_id)

    async def _register(self, person_id: UUID, number: str, name: str) -> None:
        async with acting(self.movements) as work:
            work.session.add(
                InsuredPerson(
                    person_id=person_id,
                    insurance_number=number,
                    national_number=f"98{number[-8:]}",
                    name_ar=name,
                    name_en=f"{name} (en)",
                    sex="female",
                    birth_date=date(1985, 1, 1),
                    nationality="JO",
                    registered_at=NOW,
                )
            )

    async def leaves(self, worker: Hired, on: date) -> None:
        """Payroll hears that a worker's cover ended."""
        async with acting(self.engine) as work:
            await end_cover(
                work,
                CoverageStopped(
                    coverage_id=worker.coverage_id,
                    batch_id=uuid7(),
                    establishment_id=self.employer.establishment_id,
                    person_id=worker.person_id,
                    stopped_on=on,
                    reason="RESIGNATION",
                ),
            )

    async def upload(self, content: bytes, *, year: int | None = 2026) -> JanuaryFile:
        """The employer uploads a file."""
        async with acting(self.engine, self.employer.officer) as work:
            return await upload_file(
                work,
                establishment_id=self.employer.establishment_id,
                year=year,
                file_name="january.xlsx",
                content=content,
                files=self.gateways.files,
            )

    async def check(self) -> bool:
        """The worker checks a file; whether there was one."""
        return await self._run_one(LANE)

    async def rehearse(self) -> bool:
        """The worker asks billing for the effect of a file; whether there was one."""
        return await self._run_one(REHEARSALS)

    async def _run_one(self, lane: str) -> bool:
        return await JobWorker(jobs, lane, self.engine, _in_march(), self.gateways).run_one()

    async def checked(self, content: bytes, *, year: int = 2026) -> JanuaryFile:
        """The employer uploads a file and looks at its verdict."""
        uploaded = await self.upload(content, year=year)
        await self.check()
        return await self.file(uploaded.file_id)

    async def send(self, file: JanuaryFile) -> tuple[JanuaryFile, bool]:
        """The employer sends a checked file."""
        async with acting(self.engine, self.employer.officer) as work:
            return await send_file(work, file.file_id)

    async def sent(self, content: bytes, *, year: int = 2026) -> JanuaryFile:
        """The employer uploads a file, looks at its verdict and sends it."""
        file, already = await self.send(await self.checked(content, year=year))
        assert not already
        return file

    async def officer(self) -> Caller:
        """An officer of the employer's branch."""
        return await staff(self.engine, "officer", "amman-center")

    async def accepted(self, content: bytes, *, year: int = 2026) -> JanuaryFile:
        """A file goes all the way; each is decided a bit later than the one before."""
        file = await self.sent(content, year=year)
        later = NOW + timedelta(minutes=next(_minutes))
        async with acting(self.engine, await self.officer(), at=later) as work:
            return await accept_file(work, file.file_id, version=file.version)

    async def file(self, file_id: UUID) -> JanuaryFile:
        """A file as it stands."""
        async with acting(self.engine) as work:
            found = await work.session.get(JanuaryFile, file_id)
            assert found is not None
            return found

    async def rows(self, file: JanuaryFile) -> list[FileRow]:
        """Every row of a file, then the workers without one."""
        async with acting(self.engine) as work:
            return await file_rows(work, file.file_id)


def _in_march() -> BusinessClock:
    """The business date of the tests' instant, whatever the day on which they run."""
    plain = BusinessClock()
    return BusinessClock((plain.today(NOW) - plain.today(clock.now())).days)


@pytest.fixture
async def payroll(database: OpenDatabase, tmp_path: Path) -> Payroll:
    engine, movements = await database("payroll"), await database("movements")
    await announce_law(engine)
    people = People(peer_of(movements, internal, name="movements", caller="payroll"))
    bill = Bill(peer_away("billing", caller="payroll"))
    gateways = Gateways(Files(f"file://{tmp_path}/files"), people, bill)
    return Payroll(engine, movements, gateways, await employer(engine))

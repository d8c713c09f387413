"""What an employer lives through in the first months of a year, as commands; and its outcome."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.copies import known_establishment
from chassis.decisions import AlreadyDecided
from chassis.errors import StaleVersion
from chassis.ids import uuid7
from chassis.unit_of_work import Caller, UnitOfWork
from services.billing.use_cases.close_month import close_month
from services.movements.batches import Movement, open_batch
from services.movements.models import InsuredPerson
from services.movements.use_cases.approve_batch import approve_batch
from services.payroll import queries
from services.payroll.models import FileRow, JanuaryFile
from services.payroll.use_cases.accept_file import accept_file
from tests.conftest import NOW
from tests.services.people import Establishment, acting, copied, somebody

BRANCH = "amman-center"
MONTHS = ("2026-01", "2026-02")
_numbers = count(1_000_000)


@dataclass(frozen=True)
class Desks:
    """The databases, and who decides in each."""

    movements: AsyncEngine
    payroll: AsyncEngine
    billing: AsyncEngine
    officer: Caller
    payroll_officer: Caller
    treasurer: Caller


@dataclass(frozen=True)
class Worker:
    """A worker and his period of cover, known before it starts so that a story can be told."""

    person_id: UUID
    number: str
    wage: int
    coverage_id: UUID = field(default_factory=uuid7)


class NotYet(Exception):
    """The order cannot be given yet: its giver comes again."""


@dataclass
class Command:
    """Something that somebody orders, as often as it takes until it was carried out."""

    database: AsyncEngine
    caller: Caller
    order: Callable[[UnitOfWork], Awaitable[object]]
    after: "Command | None" = None
    done: bool = False

    @property
    def possible(self) -> bool:
        """Whether it makes sense now."""
        return not self.done and (self.after is None or self.after.done)

    async def give(self) -> None:
        """One attempt. A decision that was taken already is the first attempt's own."""
        try:
            async with acting(self.database, self.caller) as work:
                await self.order(work)
        except NotYet:
            return
        except (AlreadyDecided, StaleVersion):
            self.done = True
        self.done = True


class Employer:
    """An employer: four workers of whom one joins late and one leaves, a January file, two bills.

    The plan decides wages and days; two employers of one plan live through the same.
    """

    def __init__(self, desks: Desks, plan: Random, chance: Random) -> None:
        self.desks = desks
        # The id decides the partition: it is the seed's.
        at = UUID(int=chance.getrandbits(128), version=4)
        self.one = Establishment(at, somebody("establishment"))
        self.workers = [
            Worker(uuid7(), f"99{next(_numbers):08}", 1000 * plan.randrange(300, 900))
            for _ in range(4)
        ]
        self.declared = [1000 * plan.randrange(300, 900) for _ in range(3)]
        self.joins, self.leaves = date(2026, 2, plan.randrange(1, 20)), plan.randrange(1, 28)
        self.commands: list[Command] = []

    @property
    def key(self) -> bytes:
        """The key of all its events."""
        return str(self.one.establishment_id).encode()

    async def is_announced(self) -> None:
        """Every service knows the employer; what he will order lies on the officers' desks."""
        number = str(next(_numbers))
        for engine in (self.desks.movements, self.desks.payroll, self.desks.billing):
            await copied(engine, self.one, number=number, branch=BRANCH)
        batches = await self._sends_batches()
        self.commands = self._orders(batches, await self._sends_file())

    async def _sends_batches(self) -> list[UUID]:
        async with acting(self.desks.movements, self.one.officer) as work:
            work.session.add_all(map(_registered, self.workers))
            first, late = self.workers[:3], self.workers[3:]
            leaving = self.workers[0]
            stop = {"stopped_on": f"2026-02-{self.leaves:02}", "reason": "RESIGNATION"}
            return [
                await self._batch(work, [_start(one, date(2026, 1, 1)) for one in first]),
                await self._batch(work, [_start(one, self.joins) for one in late]),
                await self._batch(work, [Movement(1, "stop", leaving.coverage_id, stop)]),
            ]

    async def _batch(self, work: UnitOfWork, movements: Sequence[Movement]) -> UUID:
        establishment = await known_establishment(work, self.one.establishment_id)
        return (
            await open_batch(work, establishment, month="2026-02", movements=movements)
        ).batch_id

    async def _sends_file(self) -> UUID:
        file_id, sender = uuid7(), self.one.officer.subject
        file = JanuaryFile(
            file_id=file_id,
            number=str(next(_numbers)),
            establishment_id=self.one.establishment_id,
            branch=BRANCH,
            year=2026,
            file_name="january.xlsx",
            file_hash=str(file_id),
            state="under_review",
            rows=3,
            uploaded_by=sender,
            uploaded_at=NOW,
            submitted_by=sender,
            submitted_at=NOW,
        )
        async with acting(self.desks.payroll, self.one.officer) as work:
            work.session.add(file)
            await work.session.flush()
            for place, (one, wage) in enumerate(zip(self.workers, self.declared, strict=False), 1):
                row = FileRow(file_id=file_id, place=place, row=place, amount_wage=wage)
                row.person_id, row.cells, row.findings, row.questions = one.person_id, {}, [], []
                work.session.add(row)
        return file_id

    def _orders(self, batches: Sequence[UUID], file_id: UUID) -> list[Command]:
        desks, (first, late, stop) = self.desks, batches
        enrolled = Command(
            desks.movements, desks.officer, lambda w: approve_batch(w, first, version=1)
        )
        return [
            enrolled,
            Command(desks.movements, desks.officer, lambda w: approve_batch(w, late, version=1)),
            Command(
                desks.movements,
                desks.officer,
                lambda w: approve_batch(w, stop, version=1),
                after=enrolled,
            ),
            Command(
                desks.payroll,
                desks.payroll_officer,
                lambda w: self._accept(w, file_id),
                after=enrolled,
            ),
            *(Command(desks.billing, desks.treasurer, self._closing(month)) for month in MONTHS),
        ]

    async def _accept(self, work: UnitOfWork, file_id: UUID) -> None:
        """A file with these rows cannot exist before payroll has heard of its workers."""
        heard = await queries.cover_in_january(work, self.one.establishment_id, 2026)
        if len(heard) < len(self.declared):
            raise NotYet
        await accept_file(work, file_id, version=1)

    def _closing(self, month: str) -> Callable[[UnitOfWork], Awaitable[object]]:
        at = self.one.establishment_id
        return lambda work: close_month(work, month=month, establishment_id=at)

    async def outcome(self) -> dict[str, Any]:
        """What the services hold of him in the end, told without ids."""
        names = {str(one.coverage_id): f"worker {n}" for n, one in enumerate(self.workers, 1)}
        told: dict[str, Any] = {}
        for what, (service, statement) in _OUTCOME.items():
            async with getattr(self.desks, service).connect() as connection:
                at = {"at": self.one.establishment_id}
                rows = (await connection.execute(text(statement), at)).all()
            told[what] = sorted(tuple(names.get(str(v), str(v)) for v in row) for row in rows)
        return told


_COVER = "select coverage_id, started_on, stopped_on, amount_wage from cover"
_OUTCOME = {
    "cover in payroll": ("payroll", f"{_COVER} where establishment_id = :at"),
    "cover in billing": ("billing", f"{_COVER} where establishment_id = :at"),
    "wages": (
        "billing",
        """select coverage_id, effective_from, amount_wage
        from declared_wage where establishment_id = :at""",
    ),
    "billed by month": (
        "billing",
        "select month, sum(amount_due) from invoice where establishment_id = :at group by month",
    ),
    "billed by worker": (
        "billing",
        """select coverage_id, month, sum(amount) from (
          select l.coverage_id, i.month, l.amount_worker + l.amount_employer
            - l.amount_worker_before - l.amount_employer_before as amount
          from invoice_line l join invoice i using (invoice_id)
          where i.establishment_id = :at) as lines
        group by 1, 2 having sum(amount) <> 0""",
    ),
    "balance": (
        "billing",
        "select sum(amount_debit - amount_credit) from posting where establishment_id = :at",
    ),
}


def _registered(one: Worker) -> InsuredPerson:
    return InsuredPerson(
        person_id=one.person_id,
        insurance_number=one.number,
        national_number=one.number,
        name_ar="عامل",
        name_en="Worker",
        sex="female",
        birth_date=date(1990, 1, 1),
        nationality="JO",
        registered_at=NOW,
    )


def _start(one: Worker, day: date) -> Movement:
    entry = {
        "person": {"national_number": one.number},
        "started_on": day.isoformat(),
        "amount_wage": one.wage,
        "hazardous": False,
        "phone": None,
    }
    return Movement(1, "start", one.coverage_id, entry)

"""Accept a January file: its wages are declared, and billing goes by them from January on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis import decisions
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events import payroll as events
from contracts.events.payroll import PayrollFileAccepted, WagesDeclared
from services.payroll import queries
from services.payroll.decisions import EVENT_FIELDS, file_to_decide, note
from services.payroll.models import DeclaredWage, JanuaryFile
from services.payroll.registers import check_whole, roll, wages_by_cover

WAGES_A_PART = 500
"""An event stays far below what the log takes at once (900,000 bytes)."""


async def accept_file(work: UnitOfWork, file_id: UUID, *, version: int) -> JanuaryFile:
    """Put the wages in force from the first of January: one for each period of cover of January.

    Raises `NotFound`, `NotAllowed`, `StaleVersion`, `AlreadyDecided`, `NoLongerWhole`.
    """
    file = await file_to_decide(work, file_id, version=version)
    wages = await _wages(work, file)
    await decisions.decide(work, file, "accepted", reason=None)
    carried = EVENT_FIELDS | {"decided_by", "decided_at"}
    work.publish(PayrollFileAccepted(**file.model_dump(include=carried)))
    _declare(work, file, wages)
    _announce(work, file, wages)
    note(work, file, "accepted")
    return file


async def _wages(work: UnitOfWork, file: JanuaryFile) -> list[DeclaredWage]:
    rows = await queries.file_rows(work, file.file_id)
    in_service = await roll(work, file.establishment_id, file.year)
    check_whole(in_service, [row.person_id for row in rows])
    return [
        DeclaredWage(
            coverage_id=cover.coverage_id,
            file_id=file.file_id,
            person_id=cover.person_id,
            effective_from=date(file.year, 1, 1),
            amount_wage=wage,
            declared_at=work.now,
        )
        for cover, wage in wages_by_cover(in_service, rows)
    ]


def _declare(work: UnitOfWork, file: JanuaryFile, wages: Sequence[DeclaredWage]) -> None:
    work.session.add_all(wages)
    for one in wages:  # on the person's timeline alone: the establishment's has the file
        about = ("coverage", one.coverage_id)
        work.record(
            "command", "wage-declared", about=about, person_id=one.person_id, year=file.year
        )


def _announce(work: UnitOfWork, file: JanuaryFile, wages: Sequence[DeclaredWage]) -> None:
    parts = [wages[start : start + WAGES_A_PART] for start in range(0, len(wages), WAGES_A_PART)]
    for part, some in enumerate(parts, start=1):
        work.publish(
            WagesDeclared(
                **file.model_dump(include={"establishment_id", "file_id", "number"}),
                effective_from=date(file.year, 1, 1),
                part=part,
                parts=len(parts),
                wages=[_told(one) for one in some],
                declared_at=work.now,
            )
        )


def _told(wage: DeclaredWage) -> events.DeclaredWage:
    return events.DeclaredWage(
        coverage_id=wage.coverage_id, person_id=wage.person_id, wage=jod(wage.amount_wage)
    )

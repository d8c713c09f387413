"""What payroll does later: check a January file, then rehearse its effect on the bills."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.copies import known_establishment
from chassis.errors import Message, Refusal
from chassis.jobs import JobRun, Jobs, TryLater
from chassis.limits import LawNotKnown
from chassis.peers import PeerUnavailable
from services.payroll import queries, registers
from services.payroll.gateways import Gateways, january_workbook
from services.payroll.gateways.people import Person
from services.payroll.models import Cover, JanuaryFile
from services.payroll.registers import Roll
from services.payroll.rules.months import months_over
from services.payroll.rules.verdict import JudgedRow, Worker, judge, nobody_of_ours
from services.payroll.use_cases.store_effect import store_effect
from services.payroll.use_cases.store_verdict import REHEARSALS, REHEARSE, store_verdict
from services.payroll.use_cases.upload_file import CHECK, LANE

jobs = Jobs()
jobs.lanes = {LANE: 1, REHEARSALS: 1}


class FileOfAnotherEstablishment(Refusal):
    """No row of the file speaks of anybody who was in service here."""

    message = Message(
        ar="لا يوجد في الملف أي عامل كان على رأس عمله لدى منشأتكم في كانون الثاني {year}.",
        en="Nobody in the file was in service at your establishment in January {year}.",
        fix_ar="التحقق من المنشأة والسنة، ثم تنزيل نموذج منشأتكم وتعبئته.",
        fix_en="Check the establishment and the year, then fill in your establishment's template.",
    )


@jobs.on(CHECK)
async def check_file(run: JobRun) -> None:
    """Read the file, ask for the numbers of its people, store the verdict.

    A second start gives the same one.
    """
    file = await _file(run)
    outcome = await _outcome(run, file)
    async with run.last_step() as work:
        await store_verdict(work, file.file_id, outcome)


@jobs.on(REHEARSE)
async def rehearse_file(run: JobRun) -> None:
    """Ask billing, month by month, what the wages would change; billing away, ask again later."""
    file = await _file(run)
    async with run.step() as work:
        establishment = await known_establishment(work, file.establishment_id)
        months = months_over(file.year, work.today(establishment))
        in_service = await registers.roll(work, file.establishment_id, file.year)
        rows = await queries.file_rows(work, file.file_id)
    wages = registers.wages_by_cover(in_service, rows)
    effects = []
    for month in months:
        effects.append(await _effect(run, file, month, wages))
        await run.progress(len(effects), len(months))
    async with run.last_step() as work:
        await store_effect(work, file.file_id, effects)


async def _effect(
    run: JobRun, file: JanuaryFile, month: str, wages: Sequence[tuple[Cover, int]]
) -> dict[str, Any]:
    outside: Gateways = run.outside
    first = date(file.year, 1, 1)
    try:
        return await outside.bill.effect(file.establishment_id, month, wages, effective_from=first)
    except PeerUnavailable as error:
        raise TryLater(str(error)) from error


async def _file(run: JobRun) -> JanuaryFile:
    async with run.step() as work:
        file = await queries.file(work, UUID(run.payload["file_id"]))
    assert file is not None, "a job is written with its file"
    return file


async def _outcome(run: JobRun, file: JanuaryFile) -> Sequence[JudgedRow] | Refusal:
    """The judged rows, or why the file as a whole is refused."""
    try:
        return await _judged(run, file)
    except (LawNotKnown, PeerUnavailable) as error:
        raise TryLater(str(error)) from error
    except Refusal as refusal:
        return refusal


async def _judged(run: JobRun, file: JanuaryFile) -> Sequence[JudgedRow]:
    """Every row with its findings. Movements is asked outside any transaction."""
    outside: Gateways = run.outside
    filled = await january_workbook.read(await outside.files.get(file.file_hash))
    async with run.step() as work:
        limits = await registers.limits_of(work, file.year)
        roll = await registers.roll(work, file.establishment_id, file.year)
    await run.progress(0, len(filled))
    persons = await outside.people.known(roll.keys())
    rows = ((one.number, one.cells, one.formulas) for one in filled)
    judged = judge(rows, _by_number(roll, persons), limits)
    if nobody_of_ours(judged):
        raise FileOfAnotherEstablishment(year=file.year)
    return judged


def _by_number(roll: Roll, persons: Mapping[UUID, Person]) -> Mapping[str, Worker]:
    numbers = {person_id: persons[person_id].insurance_number for person_id in roll}
    return {
        numbers[person_id]: Worker(str(person_id), numbers[person_id], one.amount_known)
        for person_id, one in roll.items()
    }

"""What movements does later: check an uploaded workbook, then rehearse its effect on the bill."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from chassis.clock import month_bounds
from chassis.copies import known_establishment
from chassis.errors import Refusal
from chassis.jobs import JobRun, Jobs, TryLater
from chassis.limits import LawNotKnown
from chassis.peers import PeerUnavailable
from chassis.registry import CivilPerson, RegistryUnavailable
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.reading import SheetRow
from services.movements import queries, registers
from services.movements.gateways import Gateways, movement_workbook
from services.movements.gateways.movement_workbook import Filled
from services.movements.models import Workbook
from services.movements.rules import verdict
from services.movements.rules.enrolment import Limits
from services.movements.rules.persons import Person
from services.movements.rules.verdict import JudgedRow, RawRow, Registers
from services.movements.use_cases.store_effect import store_effect
from services.movements.use_cases.store_verdict import REHEARSALS, REHEARSE, store_verdict
from services.movements.use_cases.upload_workbook import CHECK, LANE

jobs = Jobs()
jobs.lanes = {LANE: 1, REHEARSALS: 1}


@jobs.on(CHECK)
async def check_workbook(run: JobRun) -> None:
    """Read the file, ask the registers, store the verdict; a second start gives the same one."""
    workbook_id = UUID(run.payload["workbook_id"])
    workbook = await _workbook(run, workbook_id)
    outcome = await _outcome(run, workbook)
    async with run.last_step() as work:
        await store_verdict(work, workbook_id, outcome)


@jobs.on(REHEARSE)
async def rehearse_workbook(run: JobRun) -> None:
    """Ask billing what the good rows would make of the bill; billing away, ask again later."""
    workbook_id = UUID(run.payload["workbook_id"])
    workbook = await _workbook(run, workbook_id)
    async with run.step() as work:
        rows = await queries.workbook_rows(work, workbook_id, faulty=False)
    outside: Gateways = run.outside
    try:
        effect = await outside.bill.effect(workbook, rows)
    except PeerUnavailable as error:
        raise TryLater(str(error)) from error
    async with run.last_step() as work:
        await store_effect(work, workbook_id, effect)


async def _workbook(run: JobRun, workbook_id: UUID) -> Workbook:
    async with run.step() as work:
        workbook = await queries.workbook(work, workbook_id)
    assert workbook is not None, "a job is written with its workbook"
    return workbook


async def _outcome(run: JobRun, workbook: Workbook) -> Sequence[JudgedRow] | Refusal:
    """The judged rows, or why the file as a whole is refused."""
    outside: Gateways = run.outside
    content = await outside.files.get(workbook.file_hash)
    try:
        return await _judged(run, workbook, await movement_workbook.read(content))
    except (LawNotKnown, RegistryUnavailable) as error:
        raise TryLater(str(error)) from error
    except Refusal as refusal:
        return refusal


async def _judged(run: JobRun, workbook: Workbook, filled: Filled) -> Sequence[JudgedRow]:
    """Every row with its findings. The civil registry is asked outside any transaction."""
    outside: Gateways = run.outside
    async with run.step() as work:
        law = await registers.law(work)
        limits = await _limits(work, workbook, law)
        starts = verdict.read_enrolments(_raw(filled.enrolments), limits)
        stops = verdict.read_stops(_raw(filled.stops), await registers.reason_codes(work))
        insured = await registers.insured_among(work, starts)
        since = await registers.covered_since(work, workbook.establishment_id, insured)
        covered = await registers.covered_here(work, workbook.establishment_id, stops)
    by_national, by_insurance = registers.persons_by_number(insured)
    rows = [*starts, *stops]
    await run.progress(0, len(rows))
    civil = await outside.registry.persons(verdict.numbers_to_ask(rows, by_insurance))
    known = Registers(
        by_national, by_insurance, _as_persons(civil), since, law.minimum_age, covered, limits.today
    )
    verdict.judge(rows, known)
    return rows


def _as_persons(civil: Mapping[str, CivilPerson]) -> Mapping[str, Person]:
    """Whom the civil registry knows, as the rules see them: without an insurance number yet."""
    return {
        number: Person(**vars(person), insurance_number=None) for number, person in civil.items()
    }


def _raw(rows: Iterable[SheetRow]) -> Iterable[RawRow]:
    return ((row.number, row.cells, row.formulas) for row in rows)


async def _limits(work: UnitOfWork, workbook: Workbook, law: registers.Law) -> Limits:
    establishment = await known_establishment(work, workbook.establishment_id)
    first, last = month_bounds(workbook.month)
    return Limits(first, last, work.today(establishment), law.minimum_wage)

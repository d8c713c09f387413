"""What movements does later: check an uploaded workbook."""

from collections.abc import Sequence
from uuid import UUID

from chassis.clock import month_bounds
from chassis.copies import known_establishment
from chassis.errors import Refusal
from chassis.jobs import JobRun, Jobs, TryLater
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.reading import SheetRow, read_rows
from services.movements import queries, registers
from services.movements.gateways import Gateways
from services.movements.gateways.enrolment_sheet import COLUMNS
from services.movements.gateways.registry import RegistryUnavailable
from services.movements.models import Workbook
from services.movements.rules import verdict
from services.movements.rules.enrolment import Limits
from services.movements.rules.limits import LawNotKnown
from services.movements.rules.verdict import JudgedRow, Registers
from services.movements.use_cases.store_verdict import store_verdict
from services.movements.use_cases.upload_workbook import CHECK, LANE

jobs = Jobs()
jobs.lanes = {LANE: 1}


@jobs.on(CHECK)
async def check_workbook(run: JobRun) -> None:
    """Read the file, ask the registers, store the verdict; a second start gives the same one."""
    workbook_id = UUID(run.payload["workbook_id"])
    async with run.step() as work:
        workbook = await queries.workbook(work, workbook_id)
    assert workbook is not None, "a job is written with its workbook"
    outcome = await _outcome(run, workbook)
    async with run.last_step() as work:
        await store_verdict(work, workbook_id, outcome)


async def _outcome(run: JobRun, workbook: Workbook) -> Sequence[JudgedRow] | Refusal:
    """The judged rows, or why the file as a whole is refused."""
    outside: Gateways = run.outside
    content = await outside.files.get(workbook.file_hash)
    try:
        return await _judged(run, workbook, await read_rows(content, COLUMNS))
    except (LawNotKnown, RegistryUnavailable) as error:
        raise TryLater(str(error)) from error
    except Refusal as refusal:
        return refusal


async def _judged(
    run: JobRun, workbook: Workbook, sheet: Sequence[SheetRow]
) -> Sequence[JudgedRow]:
    """Every row with its findings. The civil registry is asked outside any transaction."""
    outside: Gateways = run.outside
    async with run.step() as work:
        law = await registers.law(work)
        limits = await _limits(work, workbook, law)
        rows = verdict.read_rows(((row.number, row.cells, row.formulas) for row in sheet), limits)
        insured = await registers.insured_among(work, rows)
        since = await registers.covered_since(work, workbook.establishment_id, insured)
    by_national, by_insurance = registers.persons_by_number(insured)
    await run.progress(0, len(rows))
    civil = await outside.registry.persons(verdict.numbers_to_ask(rows, by_insurance))
    known = Registers(by_national, by_insurance, civil, since, law.minimum_age)
    verdict.judge(rows, known)
    return rows


async def _limits(work: UnitOfWork, workbook: Workbook, law: registers.Law) -> Limits:
    establishment = await known_establishment(work, workbook.establishment_id)
    first, last = month_bounds(workbook.month)
    return Limits(first, last, work.today(establishment), law.minimum_wage)

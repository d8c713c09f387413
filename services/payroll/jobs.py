"""What payroll does later: check an uploaded January file."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.jobs import JobRun, Jobs, TryLater
from chassis.limits import LawNotKnown
from chassis.peers import PeerUnavailable
from services.payroll import queries, registers
from services.payroll.gateways import Gateways, january_workbook
from services.payroll.gateways.people import Person
from services.payroll.models import JanuaryFile
from services.payroll.registers import Roll
from services.payroll.rules.verdict import JudgedRow, Worker, judge, nobody_of_ours
from services.payroll.use_cases.store_verdict import store_verdict
from services.payroll.use_cases.upload_file import CHECK, LANE

jobs = Jobs()
jobs.lanes = {LANE: 1}


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
    file_id = UUID(run.payload["file_id"])
    async with run.step() as work:
        file = await queries.file(work, file_id)
    assert file is not None, "a job is written with its file"
    outcome = await _outcome(run, file)
    async with run.last_step() as work:
        await store_verdict(work, file_id, outcome)


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

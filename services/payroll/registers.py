"""What our own registers know of a January: who was in service, at what wage, by which limits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis import limits
from chassis.clock import month_bounds
from chassis.errors import Message, Refusal
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from services.payroll import queries
from services.payroll.models import Cover, FileRow
from services.payroll.rules.rows import Limits
from services.payroll.rules.wages import Declared, last_known


class JanuaryNotBegun(Refusal):
    """January wages are declared for the current year or an earlier one."""

    message = Message(
        ar="كانون الثاني {year} لم يبدأ بعد. السنة الحالية {current}.",
        en="January {year} has not begun. The current year is {current}.",
        fix_ar="اختيار السنة الحالية أو سنة سابقة.",
        fix_en="Choose the current year or an earlier one.",
    )


class JanuaryNotKnown(Refusal):
    """The figures that a file is checked by are not known for so early a year."""

    message = Message(
        ar="لا يعرف النظام أرقام القانون لكانون الثاني {year}. أول سنة معروفة {first}.",
        en="The law's figures for January {year} are not known here. The first year is {first}.",
        fix_ar="اختيار سنة {first} أو سنة بعدها، أو مراجعة الفرع لما قبلها.",
        fix_en="Choose {first} or a later year; for earlier ones see the branch.",
    )


class NobodyInJanuary(Refusal):
    """No file is asked for: nobody was in service in January of the year."""

    message = Message(
        ar="لم يكن لدى منشأتكم أحد على رأس عمله في كانون الثاني {year}.",
        en="Nobody was in service at your establishment in January {year}.",
        fix_ar="لا يلزم ملف لهذه السنة. يمكن اختيار سنة أخرى.",
        fix_en="No file is needed for this year. Choose another year if you meant one.",
    )


class NoLongerWhole(Refusal):
    """Cover changed since the file was checked: somebody in service that January has no row."""

    status = 409
    message = Message(
        ar="تغيّر الشمول منذ فحص الملف: عاملون كانوا على رأس عملهم في كانون الثاني ولا صفوف لهم، "
        "وعددهم {missing}.",
        en="Cover changed since the file was checked: {missing} workers in service in January have "
        "no row.",
        fix_ar="تنزيل النموذج من جديد وتعبئته ثم رفعه؛ وإن كان الملف قد أُرسل فيُرفض ليُرسل بدله.",
        fix_en="Fill in a fresh template and upload it; a file that was sent already is rejected, "
        "so that another can be sent.",
    )


@dataclass(frozen=True)
class InService:
    """A person in service in a January: every period of cover that touches it, oldest first."""

    person_id: UUID
    covers: Sequence[Cover]
    amount_known: int
    """The wage last known, in fils a month: declared, or else the joining wage."""

    @property
    def since(self) -> date:
        """The first day of the latest period."""
        return self.covers[-1].started_on


Roll = Mapping[UUID, InService]
"""Everybody in service in a January, by person."""


async def january_of(work: UnitOfWork, establishment: EstablishmentCopy, year: int | None) -> int:
    """The year asked for, by default that of the establishment's business date.

    Raises `JanuaryNotBegun`, `JanuaryNotKnown`, `NobodyInJanuary`.
    """
    current = work.today(establishment).year
    asked = current if year is None else year
    if asked > current:
        raise JanuaryNotBegun(year=asked, current=current)
    await _check_known(work, asked)
    if not await queries.workers_in_january(work, establishment.establishment_id, asked):
        raise NobodyInJanuary(year=asked)
    return asked


async def _check_known(work: UnitOfWork, year: int) -> None:
    known_from = await queries.figures_known_from(work)
    first = known_from.year + (known_from > date(known_from.year, 1, 1))
    if year < first:
        raise JanuaryNotKnown(year=year, first=first)


async def roll(work: UnitOfWork, establishment_id: UUID, year: int) -> Roll:
    """Who was in service at an establishment in January of a year (A), as known now."""
    first, _ = month_bounds(f"{year:04d}-01")
    declared: dict[UUID, list[Declared]] = {}
    for one in await queries.wages_declared_for(work, establishment_id, year):
        wage = Declared(one.effective_from, one.declared_at, one.amount_wage)
        declared.setdefault(one.coverage_id, []).append(wage)
    covers: dict[UUID, list[Cover]] = {}
    for cover in await queries.cover_in_january(work, establishment_id, year):
        covers.setdefault(cover.person_id, []).append(cover)
    return {
        person_id: InService(person_id, theirs, _known(theirs[-1], declared, first))
        for person_id, theirs in covers.items()
    }


def _known(cover: Cover, declared: Mapping[UUID, Sequence[Declared]], day: date) -> int:
    return last_known(day, joining=cover.amount_wage, declared=declared.get(cover.coverage_id, ()))


async def limits_of(work: UnitOfWork, year: int) -> Limits:
    """The limits of a file; raises `chassis.limits.LawNotKnown` before billing announced them."""
    first, _ = month_bounds(f"{year:04d}-01")
    minimum = await limits.minimum_wage(work)
    percent = await queries.parameter(work, "wage_change_asked", first)
    return Limits(year, minimum(first), int(percent))


async def due_on(work: UnitOfWork, year: int) -> date:
    """The last day on which the file of a year is in time; raises `JanuaryNotKnown`."""
    await _check_known(work, year)
    first, _ = month_bounds(f"{year:04d}-01")
    month_day = await queries.parameter(work, "january_file_due", first)
    return date.fromisoformat(f"{year:04d}-{month_day}")


def wages_by_cover(in_service: Roll, rows: Iterable[FileRow]) -> list[tuple[Cover, int]]:
    """The declared wage (fils a month) of each period of cover of those who have a row.

    Who left and came back within January has one wage for both periods.
    """
    declared = {row.person_id: row.amount_wage for row in rows}
    return [
        (cover, wage)
        for person_id, one in in_service.items()
        if (wage := declared.get(person_id)) is not None
        for cover in one.covers
    ]


def check_whole(in_service: Roll, in_file: Collection[UUID | None]) -> None:
    """Raises `NoLongerWhole` if somebody in service has no row in the file."""
    missing = in_service.keys() - set(in_file)
    if missing:
        raise NoLongerWhole(missing=len(missing))

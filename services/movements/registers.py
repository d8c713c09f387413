"""What our own registers know of the persons of a workbook, gathered for the rules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis import limits
from chassis.limits import DayValue
from chassis.text import search_key
from chassis.unit_of_work import UnitOfWork
from services.movements import queries
from services.movements.models import InsuredPerson
from services.movements.rules.periods import overlaps
from services.movements.rules.persons import Person
from services.movements.rules.stops import Covered
from services.movements.rules.verdict import JudgedRow


@dataclass(frozen=True)
class Law:
    """Limits of the law by day; each raises `LawNotKnown` for a day without one."""

    minimum_wage: DayValue
    """Fils a month."""

    minimum_age: DayValue
    """Years."""


async def law(work: UnitOfWork) -> Law:
    """The limits as billing announced them."""
    return Law(
        minimum_wage=await limits.minimum_wage(work),
        minimum_age=await limits.limit(work, "minimum_age", int),
    )


async def insured_among(work: UnitOfWork, rows: Sequence[JudgedRow]) -> list[InsuredPerson]:
    """Those of a workbook's persons who have an insurance number, by either number."""
    entries = [row.entry for row in rows if row.entry is not None]
    return await queries.insured_persons(
        work,
        national={entry.national_number for entry in entries if entry.national_number},
        insurance={entry.insurance_number for entry in entries if entry.insurance_number},
    )


async def covered_since(
    work: UnitOfWork, establishment_id: UUID, insured: Collection[InsuredPerson]
) -> Callable[[str, date], date | None]:
    """From when a person (national number) is covered here, if cover from a day would overlap."""
    numbers = {person.person_id: person.national_number for person in insured}
    periods: dict[str, list[tuple[date, date | None]]] = {}
    for one in await queries.coverage_of(work, establishment_id, numbers.keys()):
        periods.setdefault(numbers[one.person_id], []).append((one.started_on, one.stopped_on))

    def since(national_number: str, day: date) -> date | None:
        overlapping = [
            started
            for started, stopped in periods.get(national_number, ())
            if overlaps(day, stopped)
        ]
        return min(overlapping, default=None)

    return since


async def reason_codes(work: UnitOfWork) -> Callable[[str, date], str | None]:
    """From what is written in a cell to a reason's code, if it may be chosen on that day."""
    reasons = await queries.all_stop_reasons(work)

    def code(written: str, day: date) -> str | None:
        key = search_key(written)
        for one in reasons:
            spellings = (one.code, one.name_ar, one.name_en, f"{one.name_ar} / {one.name_en}")
            in_force = one.effective_from <= day and (
                one.effective_to is None or day <= one.effective_to
            )
            if in_force and key in {search_key(spelling) for spelling in spellings}:
                return one.code
        return None

    return code


async def covered_here(
    work: UnitOfWork, establishment_id: UUID, rows: Sequence[JudgedRow]
) -> Mapping[str, Covered]:
    """The newest period at the establishment of each worker the rows would stop."""
    numbers = {row.stop.insurance_number for row in rows if row.stop is not None}
    persons = {one.person_id: one for one in await queries.insured_persons(work, insurance=numbers)}
    periods = await queries.coverage_of(work, establishment_id, persons.keys())
    waiting = await queries.stops_under_review(work, [one.coverage_id for one in periods])
    return {
        persons[one.person_id].insurance_number: Covered(
            str(one.coverage_id),
            str(one.person_id),
            one.started_on,
            one.stopped_on,
            one.coverage_id in waiting,
        )
        for one in sorted(periods, key=lambda one: one.started_on)
    }


def persons_by_number(
    insured: Collection[InsuredPerson],
) -> tuple[Mapping[str, Person], Mapping[str, Person]]:
    """The insured as the rules see them: by national and by insurance number."""
    persons = [person_of(one) for one in insured]
    by_insurance = {one.insurance_number: one for one in persons if one.insurance_number}
    return {one.national_number: one for one in persons}, by_insurance


def person_of(insured: InsuredPerson) -> Person:
    """A registered person as the rules see him."""
    return Person(**insured.model_dump(exclude={"person_id", "phone", "registered_at"}))

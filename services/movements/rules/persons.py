"""Whether the person found is the one declared, and may be enrolled on a date."""

from dataclasses import dataclass
from datetime import date

from chassis.findings import Finding
from services.movements.rules.enrolment import Entry


@dataclass(frozen=True)
class Person:
    """A person as a register knows him. `insurance_number` is absent before first enrolment."""

    national_number: str
    insurance_number: str | None
    name_ar: str
    name_en: str
    sex: str
    birth_date: date
    nationality: str
    deceased_on: date | None = None


def age_on(birth_date: date, day: date) -> int:
    """Completed years of age on a day."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def findings_about(
    entry: Entry, person: Person | None, *, minimum_age: int, covered_since: date | None
) -> list[Finding]:
    """What the registers say against an entry; `covered_since` if it overlaps own coverage."""
    if person is None:
        column = "national_number" if entry.national_number else "insurance_number"
        return [Finding(column, "not-in-registry")]
    found = []
    if entry.birth_date is not None and entry.birth_date != person.birth_date:
        found.append(Finding("birth_date", "birth-date-differs"))
    if entry.insurance_number is not None and entry.insurance_number != person.insurance_number:
        found.append(Finding("insurance_number", "insurance-number-differs"))
    if person.deceased_on is not None and person.deceased_on < entry.started_on:
        found.append(Finding("national_number", "deceased"))
    if age_on(person.birth_date, entry.started_on) < minimum_age:
        found.append(Finding("birth_date", "under-age", {"years": str(minimum_age)}))
    if covered_since is not None:
        since = covered_since.isoformat()
        found.append(Finding("national_number", "already-covered", {"since": since}))
    return found

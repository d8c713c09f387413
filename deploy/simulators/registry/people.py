"""The synthetic persons: the same on every machine and for ever, no real person among them.

Every choice is a hash of the person's position and the thing chosen, never `random`, whose sequence
Python does not promise. Of 660 persons every eleventh is not Jordanian; at fixed positions stand
the young, the old and the deceased, so that the first forty hold some of each.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from deploy.simulators.registry.names import FAMILY, FEMALE, FOREIGN_FAMILY, MALE

PERSONS = 660
_COUNTRIES = ("EG", "EG", "EG", "SY", "SY", "IQ", "YE", "PK", "BD")
_CENTURY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """A person on the register; `national_number` of a foreigner is the personal number."""

    national_number: str
    name_ar: str
    name_en: str
    sex: str
    birth_date: date
    nationality: str
    deceased_on: date | None


@cache
def all_persons() -> tuple[Person, ...]:
    """Everybody, in the order of the register."""
    return tuple(_person(position) for position in range(PERSONS))


@cache
def persons_by_number() -> dict[str, Person]:
    """Everybody by national or personal number."""
    return {person.national_number: person for person in all_persons()}


def _person(position: int) -> Person:
    foreign = position % 11 == 10
    sex = "female" if _pick(position, "sex", 10) < 4 else "male"
    born = _birth_date(position)
    name_ar, name_en = _names(position, sex, foreign=foreign)
    return Person(
        national_number=_personal(position) if foreign else _national(position, sex, born),
        name_ar=name_ar,
        name_en=name_en,
        sex=sex,
        birth_date=born,
        nationality=_COUNTRIES[_pick(position, "country", len(_COUNTRIES))] if foreign else "JO",
        deceased_on=_deceased_on(position),
    )


def _birth_date(position: int) -> date:
    if position % 25 == 12:
        first, last = date(2013, 1, 1), date(2023, 12, 31)  # under 16 for years to come
    elif position % 20 == 7:
        first, last = date(1944, 1, 1), date(1964, 12, 31)  # over 60
    else:
        first, last = date(1972, 1, 1), date(2006, 12, 31)
    return first + timedelta(days=_pick(position, "born", (last - first).days + 1))


def _deceased_on(position: int) -> date | None:
    if position % 40 != 33:
        return None
    return date(2024, 1, 1) + timedelta(days=_pick(position, "deceased", 600))


def _names(position: int, sex: str, *, foreign: bool) -> tuple[str, str]:
    """Own name, father's, grandfather's, family's."""
    families = FOREIGN_FAMILY if foreign else FAMILY
    own = FEMALE if sex == "female" else MALE
    chosen = (
        own[_pick(position, "own", len(own))],
        MALE[_pick(position, "father", len(MALE))],
        MALE[_pick(position, "grandfather", len(MALE))],
        families[_pick(position, "family", len(families))],
    )
    return " ".join(part[0] for part in chosen), " ".join(part[1] for part in chosen)


def _national(position: int, sex: str, born: date) -> str:
    """Ten digits that agree with sex and birth year: two forms, before and since 2000."""
    mark = "1" if sex == "male" else "2"
    if born < _CENTURY:
        return f"9{born:%y}{mark}{_serial(position, 6)}"
    return f"{born:%Y}{mark}{_serial(position, 5)}"


def _personal(position: int) -> str:
    """Ten digits that cannot be taken for a national number."""
    return f"5{_serial(position, 9)}"


def _serial(position: int, digits: int) -> str:
    """Different for every position: 7919 is prime to ten."""
    return f"{(position * 7919 + 31337) % 10**digits:0{digits}d}"


def _pick(position: int, choice: str, count: int) -> int:
    digest = hashlib.sha256(f"{position}/{choice}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % count

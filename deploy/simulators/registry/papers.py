"""What proves who a person is: his card or passport, and his relatives. The same for ever.

A Jordanian has an identity card and at least one relative on the register, a foreigner a passport.
Names come from the register's lists and do not follow the families: nobody here is a real one.
"""

import hashlib
from collections.abc import Iterator
from functools import cache

from deploy.simulators.registry.people import Person, all_persons

MOTHER_YEARS = range(18, 46)
SPOUSE_YEARS = 15
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def id_card_number(person: Person) -> str | None:
    """Three letters and five digits, on the back of a Jordanian's card."""
    return _paper(person, "card", 3, 5) if person.nationality == "JO" else None


def passport_number(person: Person) -> str | None:
    """One letter and eight digits, of a foreigner."""
    return None if person.nationality == "JO" else _paper(person, "passport", 1, 8)


def relatives_of(national_number: str) -> frozenset[tuple[str, str]]:
    """Each relative's number with what he is to the person."""
    return _all_relatives().get(national_number, frozenset())


@cache
def _all_relatives() -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    jordanians = [person for person in all_persons() if person.nationality == "JO"]
    for person in jordanians:
        for relative, kinship, inverse in _kin(person, jordanians):
            found.setdefault(person.national_number, set()).add((relative.national_number, kinship))
            found.setdefault(relative.national_number, set()).add((person.national_number, inverse))
    return {number: frozenset(relatives) for number, relatives in found.items()}


def _kin(person: Person, jordanians: list[Person]) -> Iterator[tuple[Person, str, str]]:
    """A mother; for whom none is old enough on the register, a wife or husband."""
    start = int.from_bytes(_digest(person, "kin")[:4], "big") % len(jordanians)
    others = [one for one in (*jordanians[start:], *jordanians[:start]) if one != person]
    for one in others:
        older = person.birth_date.year - one.birth_date.year
        if one.sex == "female" and older in MOTHER_YEARS:
            yield one, "mother", "son" if person.sex == "male" else "daughter"
            return
    for one in others:
        apart = abs(person.birth_date.year - one.birth_date.year)
        if one.sex != person.sex and apart <= SPOUSE_YEARS:
            wife = one.sex == "female"
            yield one, "wife" if wife else "husband", "husband" if wife else "wife"
            return


def _paper(person: Person, kind: str, letters: int, digits: int) -> str:
    digest = _digest(person, kind)
    front = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:letters])
    return f"{front}{int.from_bytes(digest[8:16], 'big') % 10**digits:0{digits}d}"


def _digest(person: Person, what: str) -> bytes:
    return hashlib.sha256(f"{person.national_number}/{what}".encode()).digest()

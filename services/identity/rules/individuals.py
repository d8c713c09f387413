"""What an individual types about himself, and what is refused of it.

A wrong length or letters in a number are refused. A number of the right length that does not look
like the usual ones is only remarked upon: naturalised people have others (domain, identifiers: C).
"""

import re
from datetime import date
from typing import Final

import phonenumbers

NUMBER_LENGTH: Final = 10
OLDEST_YEARS: Final = 120
EMAIL_MAX: Final = 254

KINSHIPS: Final = frozenset(
    {"father", "mother", "husband", "wife", "son", "daughter", "brother", "sister"}
)
"""What the relative is to the person (the guide shows a list, not its values: C)."""

ACADEMIC_LEVELS: Final = frozenset(
    {"none", "basic", "secondary", "vocational", "diploma", "bachelor", "master", "doctorate"}
)
"""The same: the list is the guide's, its values are not shown (C)."""

BANKS: Final = frozenset(
    {
        "arab-bank",
        "arab-islamic",
        "bank-al-etihad",
        "bank-of-jordan",
        "cairo-amman",
        "capital-bank",
        "housing-bank",
        "investbank",
        "jordan-ahli",
        "jordan-commercial",
        "jordan-islamic",
        "jordan-kuwait",
        "safwa-islamic",
    }
)
"""Banks in Jordan with accounts of individuals (C)."""

COUNTRIES: Final = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""ISO 3166-1 alpha-2."""

DIAL_CODES: Final = frozenset(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)

_NATIONAL: Final = re.compile(r"9\d{2}[12]\d{6}|20\d{2}[12]\d{5}")
_LIKE_NATIONAL: Final = re.compile(r"9|20")
_CARD: Final = re.compile(r"[A-Z0-9]{6,10}")
_PASSPORT: Final = re.compile(r"[A-Z0-9]{5,15}")
_INSURANCE: Final = re.compile(r"\d{4,10}")
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


def number_fault(number: str) -> str | None:
    """Why a national or personal number is refused (`letters`, `length`), or None."""
    if not (number.isascii() and number.isdigit()):
        return "letters"
    return None if len(number) == NUMBER_LENGTH else "length"


def is_unusual(number: str, *, jordanian: bool) -> bool:
    """Whether a number of the right length is not of the usual pattern: said, never refused."""
    if jordanian:
        return _NATIONAL.fullmatch(number) is None
    return _LIKE_NATIONAL.match(number) is not None


def is_card_number(text: str) -> bool:
    """Six to ten capital letters and digits."""
    return _CARD.fullmatch(text) is not None


def is_passport_number(text: str) -> bool:
    """Five to fifteen capital letters and digits."""
    return _PASSPORT.fullmatch(text) is not None


def is_insurance_number(text: str) -> bool:
    """Four to ten digits."""
    return _INSURANCE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether a message could be sent there at all."""
    return len(text) <= EMAIL_MAX and _EMAIL.fullmatch(text) is not None


def is_birth_date(day: date, *, today: date) -> bool:
    """Neither in the future nor older than anybody is."""
    return day <= today and today.year - day.year <= OLDEST_YEARS


def is_he(*, jordanian: bool, citizenship: str | None, known: str, living: bool) -> bool:
    """Whether the person on the register is the kind of person who asks; `known` is ISO."""
    if not living:
        return False
    return known == "JO" if jordanian else known != "JO" and citizenship in (None, known)

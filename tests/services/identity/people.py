"""Persons of the civil registry as they register, and the registry itself, answering or not."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from chassis.registry import CivilRegistry
from deploy.simulators.registry.app import create_application
from deploy.simulators.registry.papers import id_card_number, passport_number, relatives_of
from deploy.simulators.registry.people import Person, all_persons

PASSWORD = "Olive-trees-7!"
COMMON = {
    "dial_code": "962",
    "country": "JO",
    "academic_level": "bachelor",
    "email": "reader@example.com",
    "email_again": "reader@example.com",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "channel": "sms",
}


def registry() -> CivilRegistry:
    """The registry's simulator, in this process."""
    transport = httpx.ASGITransport(create_application())
    return CivilRegistry(httpx.AsyncClient(transport=transport, base_url="http://registry"))


def registry_away() -> CivilRegistry:
    """A registry that nobody reaches."""
    return CivilRegistry(httpx.AsyncClient(base_url="http://127.0.0.1:1"))


def living(fits: Callable[[Person], bool], position: int = 0) -> Person:
    """The n-th living person of a kind."""
    return [one for one in all_persons() if one.deceased_on is None and fits(one)][position]


def jordanian(position: int = 0) -> Person:
    """A living Jordanian."""
    return living(lambda one: one.nationality == "JO", position)


def foreigner(position: int = 0) -> Person:
    """A living person of another nationality."""
    return living(lambda one: one.nationality != "JO", position)


def evidence_of(person: Person) -> dict[str, str]:
    """What proves a person, as he would type it."""
    if person.nationality == "JO":
        relative, kinship = min(relatives_of(person.national_number))
        return {
            "nationality": "jordanian",
            "number": person.national_number,
            "id_card_number": str(id_card_number(person)),
            "relative_number": relative,
            "kinship": kinship,
        }
    return {
        "nationality": "other",
        "number": person.national_number,
        "passport_number": str(passport_number(person)),
        "birth_date": person.birth_date.isoformat(),
        "citizenship": person.nationality,
    }


def registration_of(person: Person, phone: str = "791234567", **other: Any) -> Mapping[str, Any]:
    """A whole registration; `other` answers take the place of the right ones."""
    return {**COMMON, **evidence_of(person), "phone": phone, **other}

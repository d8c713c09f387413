"""What is asked about an establishment, in the guide's order, and what an answer must be.

One table for the enrolment's form, for what the register keeps, and for what a change needs.
The fields are the guides' (A); the limits of texts are ours (C).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.identity.rules import phones

Kind = Literal["choice", "text", "day", "phone"]
Section = Literal["establishment", "address", "officer"]
Change = Literal["at-once", "decided", "branch"]


@dataclass(frozen=True)
class Field:
    """One question. A choice is made from the reference list of the same name.

    `change` says how a registered establishment's answer becomes another: at once; by a document
    and the branch's decision; or at the branch alone (the liaison officer).
    """

    name: str
    kind: Kind
    section: Section
    change: Change


FIELDS = (
    Field("coverage_type", "choice", "establishment", "decided"),
    Field("establishment_type", "choice", "establishment", "decided"),
    Field("affiliation", "choice", "establishment", "decided"),
    Field("name_ar", "text", "establishment", "decided"),
    Field("name_en", "text", "establishment", "decided"),
    Field("owner_name", "text", "establishment", "decided"),
    Field("registered_on", "day", "establishment", "decided"),
    Field("covered_from", "day", "establishment", "decided"),
    Field("phone", "phone", "establishment", "at-once"),
    Field("signatory_name", "text", "establishment", "decided"),
    Field("main_activity", "choice", "establishment", "at-once"),
    # The governorate decides which branch is responsible.
    Field("governorate", "choice", "address", "decided"),
    Field("district", "text", "address", "at-once"),
    Field("street", "text", "address", "at-once"),
    Field("building", "text", "address", "at-once"),
    Field("document_type", "choice", "address", "decided"),
    Field("officer_name", "text", "officer", "branch"),
    Field("officer_phone", "phone", "officer", "branch"),
)
BY_NAME = {field.name: field for field in FIELDS}
LISTS = tuple(field.name for field in FIELDS if field.kind == "choice")

TEXT_MAX = 150
YEAR_MIN = 1900
OWNERS_MAX = 50
NUMBER_DIGITS = 10
"""Of a national or personal number (B, C)."""


@dataclass(frozen=True)
class Fault:
    """A field whose answer is not right, and the rule it breaks."""

    field: str
    rule: str


def of_section(section: str) -> tuple[Field, ...]:
    """The fields of a section in their order."""
    return tuple(field for field in FIELDS if field.section == section)


def faults(
    fields: Collection[Field],
    answers: Mapping[str, str],
    choices: Mapping[str, Collection[str]],
    *,
    today: date,
) -> list[Fault]:
    """What is wrong with the answers to these fields: each has to be answered."""
    found = (
        (field.name, _broken(field, answers.get(field.name, ""), choices, today))
        for field in fields
    )
    return [Fault(name, rule) for name, rule in found if rule is not None]


def _broken(
    field: Field, answer: str, choices: Mapping[str, Collection[str]], today: date
) -> str | None:
    if not answer:
        return "missing"
    match field.kind:
        case "choice":
            return None if answer in choices.get(field.name, ()) else "not-listed"
        case "day":
            return _broken_day(field.name, answer, today)
        case "phone":
            return None if phones.e164(answer) else "not-a-phone"
        case "text":
            return None if len(answer) <= TEXT_MAX else "too-long"


def _broken_day(name: str, answer: str, today: date) -> str | None:
    try:
        day = datetime.strptime(answer, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return "not-a-day"
    if day.isoformat() != answer or day.year < YEAR_MIN:
        return "not-a-day"
    # An establishment is registered before it enrols; its cover may begin with a coming month.
    return "in-the-future" if name == "registered_on" and day > today else None


def owner_faults(owners: Collection[Mapping[str, str]]) -> list[Fault]:
    """What is wrong with the owners or partners: at least one, each with name and number."""
    if not owners:
        return [Fault("owners", "missing")]
    if len(owners) > OWNERS_MAX:
        return [Fault("owners", "too-many")]
    return [fault for place, one in enumerate(owners, 1) for fault in _of_owner(place, one)]


def _of_owner(place: int, owner: Mapping[str, str]) -> list[Fault]:
    found = []
    if not owner["name"]:
        found.append(Fault(f"owner-{place}-name", "missing"))
    elif len(owner["name"]) > TEXT_MAX:
        found.append(Fault(f"owner-{place}-name", "too-long"))
    number = owner["number"]
    if not (len(number) == NUMBER_DIGITS and number.isascii() and number.isdecimal()):
        found.append(Fault(f"owner-{place}-number", "not-a-number"))
    return found


SECTIONS = ("establishment", "address", "owners", "officer", "password")
"""The parts of an enrolment, in the guide's order."""


def done_sections(
    answers: Mapping[str, str],
    owners: Collection[Mapping[str, str]],
    *,
    has_document: bool,
    has_password: bool,
) -> frozenset[str]:
    """The parts that have all their answers; each was checked when it was saved."""
    done = {
        section: all(answers.get(field.name) for field in of_section(section))
        for section in ("establishment", "address", "officer")
    }
    done["address"] = done["address"] and has_document
    done["owners"] = bool(owners)
    done["password"] = has_password
    return frozenset(section for section, is_done in done.items() if is_done)

"""What is asked of an individual, page by page: an account, a new phone, one's number."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.portal.person_texts import COUNTRIES, PERSON_TEXTS


@dataclass(frozen=True)
class Step:
    """One page of questions."""

    name: str
    fields: tuple[str, ...]
    only: str | None = None
    """The nationality it is for; both without one."""


_WHO = (
    Step("nationality", ("nationality",)),
    Step("number", ("number",)),
    Step("card", ("id_card_number",), "jordanian"),
)
_RELATIVE = Step("relative", ("relative_number", "kinship"), "jordanian")
_PHONE, _EMAIL = Step("phone", ("dial_code", "phone")), Step("email", ("email", "email_again"))
_PASSPORT = Step("passport", ("passport_number",), "other")
_BIRTH = Step("birth", ("birth_date",), "other")
_CITIZENSHIP = Step("citizenship", ("citizenship",), "other")


@dataclass(frozen=True)
class Way:
    """Something that is proven and then done: its pages, and its place at the platform."""

    name: str
    path: str
    code_path: str
    resource: str
    finish: str
    steps: tuple[Step, ...]
    with_password: bool = False

    def steps_for(self, nationality: str) -> list[Step]:
        """The questions to somebody, in the order of the guide."""
        return [step for step in self.steps if step.only in (None, nationality)]


REGISTRATION = Way(
    "registration",
    "/register/person",
    "/activate-account",
    "registrations",
    "activation",
    (
        *_WHO,
        _RELATIVE,
        _PHONE,
        _PASSPORT,
        _BIRTH,
        Step("insurance", ("insurance_number",), "other"),
        _CITIZENSHIP,
        Step("abroad", ("foreign_dial_code", "foreign_phone"), "other"),
        Step("residence", ("country", "academic_level")),
        _EMAIL,
        Step("bank", ("bank",), "jordanian"),
    ),
    with_password=True,
)
CONTACT = Way(
    "contact",
    "/re-register",
    "/re-register/code",
    "contact-changes",
    "confirmation",
    (*_WHO, _RELATIVE, _PASSPORT, _BIRTH, _CITIZENSHIP, _PHONE, _EMAIL),
)
NUMBER = Way(
    "number",
    "/number",
    "/number/code",
    "number-lookups",
    "number",
    (*_WHO, _PASSPORT, _BIRTH, _CITIZENSHIP, _PHONE, Step("reply", ("channel", "email"))),
)
CHOICES: Mapping[str, tuple[str, ...]] = {
    **{
        field: tuple(
            key.removeprefix(f"person-choice-{field}-")
            for key in PERSON_TEXTS
            if key.startswith(f"person-choice-{field}-")
        )
        for field in ("nationality", "kinship", "academic_level", "bank", "channel")
    },
    "country": tuple(COUNTRIES),
    "citizenship": tuple(one for one in COUNTRIES if one != "JO"),
}

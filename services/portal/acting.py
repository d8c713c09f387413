"""For which of several establishments somebody acts: the page's address and its forms say it."""

from collections.abc import Mapping, Sequence
from typing import Any

ACTING, POST_FIELD_ACTING = "acting", "acting_for"
"""In a page's address, and in its forms."""

Establishment = Mapping[str, Any]


class ChooseFirst(Exception):
    """Who acts for several establishments says in the page's address for which of them."""


class AnotherActing(Exception):
    """What is on the page belongs to another establishment than the one its address names."""


def chosen(own: Sequence[Establishment], named: str | None) -> Establishment | None:
    """The establishment with a number, if it is among one's own; the only one needs no naming."""
    if named is None:
        return own[0] if len(own) == 1 else None
    return next((one for one in own if one["number"] == named), None)


def check_whose(found: object, acting: Establishment | None) -> None:
    """What belongs to one establishment is shown on a page of that one.

    Raises `ChooseFirst` on a page of none, and `AnotherActing`.
    """
    told = owner_of(found)
    if told and acting is None:
        raise ChooseFirst
    if acting is not None and any(value != acting[name] for name, value in told.items()):
        raise AnotherActing


def check_form(sent: object, acting: Establishment | None) -> None:
    """A form is for the establishment that stood on its page. Raises `AnotherActing`."""
    if sent is not None and (acting is None or sent != acting["establishment_id"]):
        raise AnotherActing


def owner_of(found: object) -> dict[str, str]:
    """Which establishment an answer says it is about: its id, its number."""
    if not isinstance(found, dict):
        return {}
    owner = found.get("establishment")
    told = dict(owner) if isinstance(owner, dict) else {}
    told |= {"establishment_id": found.get("establishment_id") or told.get("establishment_id")}
    return {name: told[name] for name in ("establishment_id", "number") if told.get(name)}

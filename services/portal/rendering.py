"""From a template and facts to HTML: escaping, both languages, numbers and dates kept in order."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chassis.clock import AMMAN
from services.portal.acting import POST_FIELD_ACTING
from services.portal.assets import ASSETS
from services.portal.establishment_texts import ESTABLISHMENT_TEXTS
from services.portal.happenings import HAPPENINGS, MESSAGES
from services.portal.letter_texts import LETTER_TEXTS
from services.portal.person_texts import PERSON_TEXTS
from services.portal.texts import MONTHS, TEXTS
from services.portal.treasury_texts import TREASURY_TEXTS
from services.portal.wage_texts import WAGE_TEXTS

if TYPE_CHECKING:
    from services.portal.web import Page

Language = Literal["ar", "en"]

CATALOGUE = {
    **TEXTS,
    **ESTABLISHMENT_TEXTS,
    **LETTER_TEXTS,
    **PERSON_TEXTS,
    **TREASURY_TEXTS,
    **WAGE_TEXTS,
}
"""Every text by its key."""

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, page: "Page", **facts: Any) -> str:
    """A whole page."""
    words = _Words(page.language)
    return _environment.get_template(template).render(
        page=page,
        t=words.text,
        money=words.money,
        day=words.day,
        moment=words.moment,
        code=code,
        asset=ASSETS.url,
        name=words.name,
        path=page.path,
        state=words.state,
        happened=words.happened,
        hidden=lambda acting=True: _hidden(page, acting=acting),
        other_language=_other_language(page),
        **facts,
    )


def code(value: object) -> Markup:
    """A number or an id: left to right in any prose."""
    return Markup('<bdi dir="ltr" class="code">{}</bdi>').format(value)


class _Words:
    """Everything whose form depends on the language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def text(self, key: str, **facts: object) -> Markup:
        """A text of the catalogue; facts are escaped, KeyError for an unknown key."""
        text = CATALOGUE[key]
        return Markup(text.ar if self._language == "ar" else text.en).format(**facts)  # noqa: S704

    def state(self, word: str) -> Markup:
        """A state as a word with its colour."""
        return Markup('<span class="state state-{}">{}</span>').format(
            word, self.text(f"state-{word}")
        )

    def happened(self, entry: dict[str, Any]) -> Markup:
        """The sentence of a timeline's entry; numbers in it are kept in order."""
        text = HAPPENINGS.get(entry["what"])
        if text is None:  # of a service that is newer than these pages
            return code(entry["what"])
        facts = {name: self._fact(name, value) for name, value in entry["facts"].items()}
        sentence = text.ar if self._language == "ar" else text.en
        return Markup(sentence).format(object=code(entry["object_id"]), **facts)  # noqa: S704

    def _fact(self, name: str, value: object) -> Markup:
        if name.startswith("amount"):
            return self.money(str(value))
        if name == "template":
            about = MESSAGES[str(value)]
            return Markup(about.ar if self._language == "ar" else about.en)  # noqa: S704
        return code(value)

    def money(self, amount: str) -> Markup:
        """An amount: three decimals, comma groups, unit beside it; a sign stands before it."""
        sign = "-" if amount.startswith("-") else ""
        whole, _, rest = amount.removeprefix("-").partition(".")
        shown = f"{sign}{int(whole):,}.{rest}"
        unit = "د.أ" if self._language == "ar" else "JOD"
        return Markup('<span class="money"><bdi dir="ltr">{}</bdi> {}</span>').format(shown, unit)

    def day(self, value: str | date) -> Markup:
        """A date in words: 5 آذار 2026, 5 March 2026."""
        found = date.fromisoformat(value) if isinstance(value, str) else value
        month = MONTHS[found.month - 1]
        word = month.ar if self._language == "ar" else month.en
        return Markup('<time datetime="{}">{} {} {}</time>').format(
            found.isoformat(), found.day, word, found.year
        )

    def moment(self, value: str) -> Markup:
        """An instant, in Amman."""
        found = datetime.fromisoformat(value).astimezone(UTC).astimezone(AMMAN)
        return Markup('{} <bdi dir="ltr">{}</bdi>').format(
            self.day(found.date()), found.strftime("%H:%M")
        )

    def name(self, thing: dict[str, Any]) -> Markup:
        """The name of a person or an establishment, isolated from the prose around it."""
        return Markup("<bdi>{}</bdi>").format(thing[f"name_{self._language}"])


def _hidden(page: "Page", *, acting: bool) -> Markup:
    """What every form of a signed-in person carries.

    Where it comes from, its own number, and for which establishment it is.
    """
    fields = {"form_token": page.signed_in.form_token, "command_id": uuid4()}
    if acting and page.acting is not None:
        fields[POST_FIELD_ACTING] = page.acting["establishment_id"]
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(field.format(name, value) for name, value in fields.items())


def _other_language(page: "Page") -> str:
    """The same page in the other language."""
    path = page.request.url.path
    return (path.removeprefix("/en") or "/") if page.language == "en" else f"/en{path}"

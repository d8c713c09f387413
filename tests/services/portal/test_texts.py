"""Every text stands in both languages, and every text a page asks for is there."""

import re
from pathlib import Path
from string import Formatter

import pytest

import services.portal
from services.portal.establishment_texts import ESTABLISHMENT_TEXTS
from services.portal.letter_texts import LETTER_TEXTS
from services.portal.person_texts import PERSON_TEXTS
from services.portal.rendering import CATALOGUE
from services.portal.texts import MONTHS, TEXTS, Text
from services.portal.treasury_texts import TREASURY_TEXTS
from services.portal.wage_texts import WAGE_TEXTS

TEMPLATES = Path(services.portal.__file__).parent / "templates"
ASKED = re.compile(r"\bt\('([^']+)'(?! ~)")


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("text", [*CATALOGUE.values(), *MONTHS], ids=lambda text: text.en[:30])
def test_both_languages_say_something_with_the_same_facts(text: Text) -> None:
    assert text.ar.strip()
    assert text.en.strip()
    assert facts(text.ar) == facts(text.en)


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_a_page_asks_only_for_texts_there_are(template: Path) -> None:
    assert set(ASKED.findall(template.read_text())) <= set(CATALOGUE)


def test_nothing_is_left_over() -> None:
    sources = "\n".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    built = (
        "kind-",
        "field-",
        "fault-",
        "part-",
        "task-",
        "enrolment-",
        "finding-",
        "leg-",
        "resolution-",
        "source-",
        "state-",
        "col-",
        "fund-",
        "payer-",
        "error-",
        "row-",
        "wage-",
        "doc-",
        "cause-",
        "change-",
        "by-",
        "service-",
        "entry-",
        "actor-",
        "letter-why-",
        "stands-",
        "person-",
        "january-",
        "adjustment",
        "invoice",
        "approve",
        "accept",
        "return",
        "reject",
    )
    unused = {key for key in CATALOGUE if f"'{key}'" not in sources and not key.startswith(built)}
    assert unused == set()


def test_no_key_stands_twice() -> None:
    catalogues = (
        TEXTS,
        ESTABLISHMENT_TEXTS,
        LETTER_TEXTS,
        PERSON_TEXTS,
        TREASURY_TEXTS,
        WAGE_TEXTS,
    )
    assert len(CATALOGUE) == sum(map(len, catalogues))

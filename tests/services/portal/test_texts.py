"""Every text stands in both languages, and every text a page asks for is there."""

import re
from pathlib import Path
from string import Formatter

import pytest

import services.portal
from services.portal.texts import MONTHS, TEXTS, Text

TEMPLATES = Path(services.portal.__file__).parent / "templates"
ASKED = re.compile(r"\bt\('([^']+)'(?! ~)")


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("text", [*TEXTS.values(), *MONTHS], ids=lambda text: text.en[:30])
def test_both_languages_say_something_with_the_same_facts(text: Text) -> None:
    assert text.ar.strip()
    assert text.en.strip()
    assert facts(text.ar) == facts(text.en)


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_a_page_asks_only_for_texts_there_are(template: Path) -> None:
    assert set(ASKED.findall(template.read_text())) <= set(TEXTS)


def test_nothing_is_left_over() -> None:
    sources = "\n".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    built = (
        *("kind-", "state-", "col-", "fund-", "payer-", "error-", "approve", "return", "reject"),
        *("finding-", "leg-", "resolution-", "source-"),
    )
    unused = {key for key in TEXTS if f"'{key}'" not in sources and not key.startswith(built)}
    assert unused == set()

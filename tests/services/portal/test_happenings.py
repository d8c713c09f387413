"""Every entry that a service writes into its timeline has its sentence, with the facts it has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
from services.notifications.rules.templates import TEMPLATES
from services.portal.happenings import HAPPENINGS, MESSAGES

SOURCES = [
    *Path(services.__file__).parent.rglob("*.py"),
    *(Path(services.__file__).parents[1] / "chassis").rglob("*.py"),
]


def recorded() -> Iterator[str]:
    """The words of all calls of `record`, as patterns where a part of them is computed."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
                and len(node.args) == 2
            ):
                yield _pattern(node.args[1])


def _pattern(word: ast.expr) -> str:
    if isinstance(word, ast.Constant):
        return re.escape(str(word.value))
    if isinstance(word, ast.JoinedStr):
        parts = (
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z-]+"
            for part in word.values
        )
        return "".join(parts)
    return r"[a-z-]+"  # a name: what it may be is said where it is called from


@pytest.mark.parametrize("pattern", sorted(set(recorded())))
def test_what_is_recorded_can_be_told(pattern: str) -> None:
    assert [word for word in HAPPENINGS if re.fullmatch(pattern, word)]


def test_what_a_message_was_about_can_be_told() -> None:
    assert set(MESSAGES) == {name for name in TEMPLATES if not name.endswith("-code")}


def test_the_scan_sees_the_records() -> None:
    assert {"month\\-closed", "batch\\-[a-z-]+"} <= set(recorded())

"""What is inside a workbook, and what may not be: programs, links outside, embedded files."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chassis.workbooks import markup
from chassis.workbooks.refusals import (
    ExternalContent,
    MacroInWorkbook,
    NotAWorkbook,
    UnreadableWorkbook,
)

_CONTENT_TYPES: Final = "[Content_Types].xml"
_ROOT_LINKS: Final = "_rels/.rels"
_WORKBOOK: Final = "xl/workbook.xml"
_WORKBOOK_LINKS: Final = "xl/_rels/workbook.xml.rels"
_XML: Final = (".xml", ".rels")

_PROGRAM: Final = re.compile(r"vbaproject|vbadata|macroenabled|macrosheet", re.IGNORECASE)
_OUTSIDE_NAME: Final = re.compile(
    r"(?:^|/)(?:externallinks|embeddings|querytables|activex|webextensions)/|connections\.xml$",
    re.IGNORECASE,
)
_OUTSIDE_LINK: Final = re.compile(
    r"/(?:externallink\w*|oleobject|package|connections|querytable|control|attachedtemplate)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """One relationship of a part: its kind, where it leads, and whether that is outside."""

    link_id: str
    kind: str
    target: str
    outside: bool


def check_parts(parts: Mapping[str, bytes]) -> None:
    """Refuse what is no workbook, or one that carries a program or reaches outside.

    Raises `NotAWorkbook`, `MacroInWorkbook`, `ExternalContent`, and `UnreadableWorkbook` for a
    part with a document type. A hyperlink in a cell is no reach outside: nothing follows it.
    """
    if not parts.keys() >= {_CONTENT_TYPES, _ROOT_LINKS, _WORKBOOK}:
        raise NotAWorkbook
    for name, part in parts.items():
        if _PROGRAM.search(name):
            raise MacroInWorkbook
        if _OUTSIDE_NAME.search(name):
            raise ExternalContent
        if name.lower().endswith(_XML):
            markup.check_prolog(part)
    _check_content_types(parts[_CONTENT_TYPES])
    _check_root(parts[_ROOT_LINKS])
    for name, part in parts.items():
        if name.lower().endswith(".rels"):
            _check_links(part)


def readable(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts that a reader of cells needs: the XML alone, no pictures or printer settings."""
    return {name: part for name, part in parts.items() if name.lower().endswith(_XML)}


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The XML of each sheet by the sheet's name, in the order of the tabs."""
    targets = {link.link_id: link.target for link in _links(parts.get(_WORKBOOK_LINKS, b""))}
    found: dict[str, bytes] = {}

    def start(name: str, attributes: markup.Attributes) -> None:
        if markup.local(name) == "sheet" and "name" in attributes:
            target = targets.get(_link_id(attributes), "")
            part = _led_to("/xl", target)
            if part in parts:
                found[attributes["name"]] = parts[part]

    markup.parse(markup.parser_of(start), parts[_WORKBOOK])
    return found


def _led_to(folder: str, target: str) -> str:
    """The name of the part to which a link in a folder leads."""
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


def _link_id(attributes: markup.Attributes) -> str:
    prefixed = (value for key, value in attributes.items() if key.endswith(":id"))
    return next(prefixed, "")


def _check_content_types(part: bytes) -> None:
    def start(_name: str, attributes: markup.Attributes) -> None:
        if _PROGRAM.search(attributes.get("ContentType", "")):
            raise MacroInWorkbook

    markup.parse(markup.parser_of(start), part)


def _check_root(part: bytes) -> None:
    """One workbook, in its usual place: a reader that goes by the links finds the same one."""
    roots = [link.target for link in _links(part) if link.kind.endswith("/officeDocument")]
    if [_led_to("/", target) for target in roots] != [_WORKBOOK]:
        raise UnreadableWorkbook


def _check_links(part: bytes) -> None:
    for link in _links(part):
        if _PROGRAM.search(link.kind):
            raise MacroInWorkbook
        if _OUTSIDE_LINK.search(link.kind):
            raise ExternalContent
        if link.outside and not link.kind.endswith("/hyperlink"):
            raise ExternalContent


def _links(part: bytes) -> list[Link]:
    links: list[Link] = []

    def start(name: str, attributes: markup.Attributes) -> None:
        if markup.local(name) == "Relationship":
            links.append(
                Link(
                    link_id=attributes.get("Id", ""),
                    kind=attributes.get("Type", ""),
                    target=attributes.get("Target", ""),
                    outside=attributes.get("TargetMode", "").lower() == "external",
                )
            )

    if part:
        markup.parse(markup.parser_of(start), part)
    return links

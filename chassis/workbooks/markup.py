"""XML of a workbook, read without entities: no part may declare a document type."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from chassis.workbooks.refusals import UnreadableWorkbook

Attributes = dict[str, str]
StartOf = Callable[[str, Attributes], None]


class _RootReachedError(Exception):
    """The prolog is over; what it declares is known."""


def parser_of(start: StartOf) -> expat.XMLParserType:
    """A parser that hands every element's name and attributes to `start`; no document types."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    return parser


def parse(parser: expat.XMLParserType, part: bytes) -> None:
    """Run the parser over a whole part; `UnreadableWorkbook` if it is not well-formed."""
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError) as error:
        # ValueError: an encoding that the parser does not know.
        raise UnreadableWorkbook from error


def check_prolog(part: bytes) -> None:
    """Refuse a part that declares a document type. Costs nothing: the first element ends it."""
    try:
        parse(parser_of(_stop), part)
    except _RootReachedError:
        return


def local(name: str) -> str:
    """A name without its prefix: `x:sheet` is `sheet`."""
    return name.rpartition(":")[2]


def _refuse_document_type(*_declared: Any) -> None:
    raise UnreadableWorkbook


def _stop(_name: str, _attributes: Attributes) -> None:
    raise _RootReachedError

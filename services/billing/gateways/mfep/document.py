"""The one reader of XML from the hub: bytes to a small tree, or `MalformedMessage`.

Signature check and message parsing use the same tree, so what is verified is what is read. It is
built on expat and not on lxml because the signed text depends on two things lxml forgets: where an
element stands in the bytes, and whether it was written `<X/>` or `<X></X>`. Refused outright, so
that no entity can exist: DTD, comments, CDATA, processing instructions, any encoding but UTF-8.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from services.billing.gateways.mfep.codes import ResultCode

BYTES_MAX = 256 * 1024
DEPTH_MAX = 16


class MalformedMessage(Exception):
    """The message cannot be accepted; `code` is what the hub is told, `detail` is for the log."""

    def __init__(self, code: ResultCode, detail: str) -> None:
        super().__init__(f"{code.value}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(slots=True, eq=False)
class Element:
    """One element: its parts in order (text or elements), its place in the bytes, its spelling."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list["Element | str"] = field(default_factory=list)
    begins_at: int = 0
    ends_at: int = 0
    self_closed: bool = False

    def elements(self) -> list["Element"]:
        """The child elements, in order."""
        return [part for part in self.parts if isinstance(part, Element)]

    def children(self, name: str) -> list["Element"]:
        """The child elements of that name, in order."""
        return [element for element in self.elements() if element.name == name]

    def child(self, name: str) -> "Element | None":
        """The child of that name, None if absent; two of them are refused (101)."""
        found = self.children(name)
        if len(found) > 1:
            raise schema_fault(f"more than one {self.name}/{name}")
        return found[0] if found else None

    def required(self, name: str) -> "Element":
        """The child of that name; absent or twice is refused (101)."""
        found = self.child(name)
        if found is None:
            raise schema_fault(f"no {self.name}/{name}")
        return found

    def text(self, name: str) -> str | None:
        """Trimmed text of a leaf child; None if absent or blank; 101 if it holds elements."""
        leaf = self.child(name)
        if leaf is None:
            return None
        if leaf.elements():
            raise schema_fault(f"{self.name}/{name} holds elements")
        return "".join(part for part in leaf.parts if isinstance(part, str)).strip() or None

    def descendants(self) -> Iterator["Element"]:
        """Every element below this one."""
        for element in self.elements():
            yield element
            yield from element.descendants()


def schema_fault(detail: str) -> MalformedMessage:
    """A refusal with code 101."""
    return MalformedMessage(ResultCode.INVALID_SCHEMA, detail)


def read_document(raw: bytes) -> Element:
    """The `MFEP` element of a message of at most 256 KiB of UTF-8; MalformedMessage otherwise."""
    if len(raw) > BYTES_MAX:
        raise schema_fault(f"{len(raw)} bytes, at most {BYTES_MAX} are read")
    top = _TreeBuilder(raw).build()
    (root,) = top.elements()
    if root.name != "MFEP":
        raise schema_fault(f"root element is {root.name}")
    return root


class _TreeBuilder:
    """Expat's callbacks; one use per message."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._top = Element("")
        self._open = [self._top]
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.XmlDeclHandler = _check_declaration
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse("DTD")
        parser.CommentHandler = _refuse("comment")
        parser.ProcessingInstructionHandler = _refuse("processing instruction")
        parser.StartCdataSectionHandler = _refuse("CDATA section")

    def build(self) -> Element:
        try:
            self._parser.Parse(self._raw, True)
        except expat.ExpatError as error:
            raise schema_fault(f"not well-formed XML: {error}") from error
        return self._top

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > DEPTH_MAX:
            raise schema_fault(f"elements nested deeper than {DEPTH_MAX}")
        element = Element(name, attributes, begins_at=self._parser.CurrentByteIndex)
        self._open[-1].parts.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        at = self._parser.CurrentByteIndex
        # Of `<X/>` expat reports the byte behind it, of `<X></X>` the first byte of the end tag.
        element.self_closed = not element.parts and self._raw[at - 2 : at] == b"/>"
        element.ends_at = at if element.self_closed else self._raw.index(b">", at) + 1

    def _text(self, text: str) -> None:
        self._open[-1].parts.append(text)


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() != "utf-8":
        raise schema_fault(f"encoding {encoding}, only UTF-8 is read")


def _refuse(what: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise schema_fault(f"{what} not allowed")

    return refuse

"""Writing XML elements without attributes, in the layouts that can be signed."""

from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Node:
    """An element that holds either a text or other elements."""

    name: str
    text: str
    children: tuple["Node", ...]


def node(name: str, *content: "Node | str") -> Node:
    """An element that holds a text, or the elements given."""
    return Node(
        name,
        text="".join(part for part in content if isinstance(part, str)),
        children=tuple(part for part in content if isinstance(part, Node)),
    )


def markup(element: Node, *, newline: str | None = None, depth: int = 0) -> str:
    """The element in one line, or a line a tag with two blanks a level if `newline` is given.

    An empty element is written as a pair of tags.
    """
    if not element.children:
        return f"<{element.name}>{escape(element.text)}</{element.name}>"
    outer = "" if newline is None else newline + "  " * depth
    inner = "" if newline is None else outer + "  "
    children = "".join(
        inner + markup(child, newline=newline, depth=depth + 1) for child in element.children
    )
    return f"<{element.name}>{children}{outer}</{element.name}>"

"""How our sheets look."""

import re
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

CELL_TEXT_MAX: Final = 32_767
_SHEET_NAME_MAX: Final = 31
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\]")

_TEXT: Final = 49
"""Number of the built-in format "@": what is typed stays text."""

# By kind of content. Identifiers are text, so that no leading zero is lost.
_FORMS: Final[dict[str, dict[str, object]]] = {
    "text": {"num_format": _TEXT},
    "formula-like": {"num_format": _TEXT, "quote_prefix": True},
    "date": {"num_format": "yyyy-mm-dd"},
    "amount": {"num_format": "#,##0.000"},
    "flag": {},
    "choice": {},
}
_COLOURS: Final[dict[str, dict[str, object]]] = {
    "": {},
    "cell": {"bg_color": "#F8C9C4", "border": 1, "border_color": "#B3261E"},
    "row": {"bg_color": "#FFF2CC"},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str], Format] = {}
        self.head = workbook.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "bg_color": "#DCE6F1",
                "reading_order": 2,
            }
        )
        self.remarks = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.title = workbook.add_format({"bold": True, "font_size": 14, "reading_order": 2})

    def of(self, kind: str, colour: str = "") -> Format:
        """The format of a kind of content, plain or marked (`cell`, `row`)."""
        made = self._made.get((kind, colour))
        if made is None:
            made = self._workbook.add_format({**_FORMS[kind], **_COLOURS[colour]})
            self._made[kind, colour] = made
        return made


def sheet_name(title: str) -> str:
    """A title as the name of a sheet may be."""
    return _NOT_IN_SHEET_NAMES.sub(" ", title).strip("' ")[:_SHEET_NAME_MAX]

"""A first look at a sheet's XML: how far its values reach, which cells are formulas or errors.

The reader of values allocates the whole rectangle up to the farthest value, and hands over neither
formulas nor error texts; both are found here first, in one pass that keeps nothing else.
"""

from dataclasses import dataclass, field
from typing import Final

from chassis.workbooks import markup
from chassis.workbooks.refusals import TooManyCells, UnreadableWorkbook

# 20 000 rows of 60 columns, and as much again for gaps.
AREA_MAX: Final = 2_400_000
_LETTERS_MAX: Final = 4
_DIGITS: Final = "0123456789"

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass
class Survey:
    """What a sheet holds. Places count from 0."""

    last_row: int = -1
    last_column: int = -1
    formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)


def survey(part: bytes) -> Survey:
    """Look over one sheet.

    Raises `TooManyCells` if the rectangle of its values is beyond `AREA_MAX` cells, and
    `UnreadableWorkbook` for broken XML or a cell that is nowhere.
    """
    look = _Look()
    markup.parse(look.parser, part)
    found = look.survey
    if (found.last_row + 1) * (found.last_column + 1) > AREA_MAX:
        raise TooManyCells(last_cell=f"{letters(found.last_column)}{found.last_row + 1}")
    return found


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class _Look:
    """Follows rows and cells. A cell without a reference stands right of the one before it."""

    def __init__(self) -> None:
        self.survey = Survey()
        self.parser = markup.parser_of(self._start)
        self._columns: dict[str, int] = {}
        self._row, self._column, self._row_digits = -1, -1, ""
        self._in_error = False

    def _start(self, name: str, attributes: markup.Attributes) -> None:
        tag = name if len(name) == 1 else markup.local(name)
        if tag in {"v", "is"}:
            self._value()
        elif tag == "c":
            self._cell(attributes)
        elif tag == "f":
            self.survey.formulas.add((self._row, self._column))
            self._value()
        elif tag == "row":
            self._begin_row(attributes)

    def _value(self) -> None:
        found = self.survey
        found.last_row = max(found.last_row, self._row)
        found.last_column = max(found.last_column, self._column)

    def _begin_row(self, attributes: markup.Attributes) -> None:
        self._row_digits = attributes.get("r") or str(self._row + 2)
        self._row, self._column = _number(self._row_digits) - 1, -1

    def _cell(self, attributes: markup.Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            name = reference.rstrip(_DIGITS)
            column = self._columns.get(name)
            self._column = self._column_of(name) if column is None else column
            if (digits := reference[len(name) :]) != self._row_digits:
                self._row_digits, self._row = digits, _number(digits) - 1
        if self._in_error:
            self._in_error, self.parser.CharacterDataHandler = False, None
        if attributes.get("t") == "e":
            self._in_error, self.parser.CharacterDataHandler = True, self._error_text

    def _error_text(self, text: str) -> None:
        if text.startswith("#"):  # the text before it is the formula that failed
            self.survey.errors[self._row, self._column] = text

    def _column_of(self, name: str) -> int:
        if not 1 <= len(name) <= _LETTERS_MAX or not (name.isascii() and name.isalpha()):
            raise UnreadableWorkbook
        number = 0
        for letter in name.upper():
            number = number * 26 + ord(letter) - 64
        self._columns[name] = number - 1
        return number - 1


def _number(digits: str) -> int:
    if not 1 <= len(digits) <= 9 or not digits.isdecimal() or int(digits) == 0:  # noqa: PLR2004
        raise UnreadableWorkbook
    return int(digits)

"""What a workbook asks for: its tables and their columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its key in the program, its header in both languages, what belongs in it.

    `kind` is `text`, `date`, `amount` (a decimal above zero), `flag` (yes or no) or `choice` (one
    of `choices`). `required` means that a sheet without the column is refused; an empty cell is the
    caller's to judge. `also` are other headers under which the column is known. `width` is in
    characters.
    """

    key: str
    ar: str
    en: str
    width: int = 18
    kind: str = "text"
    required: bool = True
    also: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The header as the template writes it, without the mark of a required column."""
        return f"{self.ar} / {self.en}"

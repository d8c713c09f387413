"""Mapping profiles: which column of a file means what, and how it writes numbers and dates.

A profile is a dated row of data (`import_profile`): a hub or bank that changes its export needs a
new row, not a new program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.workbooks.columns import Column


@dataclass(frozen=True)
class Profile:
    """How one party writes its files. Column keys are those of the readers of this package.

    `statuses` gives the hub's words for `paid` and `reversed`; `total_mark` stands in the
    transaction column of the closing row; `settlement_mark`, followed by a day in the form
    `mark_day_form`, names in the text of a bank entry the hub's day it settles.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    decimal_mark: str = "."
    day_form: str = "%Y-%m-%d"
    moment_form: str = "%Y-%m-%dT%H:%M:%S"
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    total_mark: str | None = None
    settlement_mark: str = ""
    mark_day_form: str = "%Y%m%d"

    @property
    def sheet_columns(self) -> tuple[Column, ...]:
        """The columns as the workbook reader knows them."""
        return tuple(
            Column(key, names[0], names[0], kind=_kind(key), also=names[1:])
            for key, names in self.columns.items()
        )


def profile_of(name: str, definition: Mapping[str, Any]) -> Profile:
    """The profile of a row; TypeError for a definition with a word nobody knows."""
    lists = {
        key: {word: tuple(names) for word, names in definition.get(key, {}).items()}
        for key in ("columns", "statuses")
    }
    return Profile(name=name, **{**definition, **lists})


def _kind(key: str) -> str:
    return "amount" if key.startswith("amount_") else "text"

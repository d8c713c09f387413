"""Single cells: amounts in fils, days, instants, numbers; a cell that is none raises `Unreadable`.

A report of money is never rounded and never guessed: more than three decimals, a sign or an
unknown word make the line unreadable.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from chassis.clock import AMMAN
from chassis.money import fils_of_decimal
from chassis.workbooks.cells import Cell
from services.billing.gateways.reports.profiles import Profile

_AMOUNT: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,3})?")
_TRANSACTION: Final = re.compile(r"[A-Za-z0-9._/-]{1,50}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
TEXT_MAX: Final = 200


class Unreadable(Exception):
    """A cell that is not what its column holds."""

    def __init__(self, column: str, value: object) -> None:
        super().__init__(column)
        self.column, self.value = column, value


class Cells:
    """The cells of one row, read by the rules of a profile."""

    def __init__(self, profile: Profile, number: int, cells: Mapping[str, Cell]) -> None:
        self._profile, self.number, self._cells = profile, number, cells

    def text(self, key: str, *, length_max: int = TEXT_MAX) -> str:
        """A text that must be there."""
        text = self.optional(key)
        if not text or len(text) > length_max:
            raise self._unreadable(key)
        return text

    def optional(self, key: str) -> str:
        """A text, empty where the cell is."""
        value = self._cells.get(key)
        return "" if value is None else str(value).strip()

    def transaction(self, key: str) -> str:
        """A transaction number of the hub."""
        return self._matching(key, _TRANSACTION)

    def integer(self, key: str) -> int:
        """A whole number of at most nine digits."""
        return int(self._matching(key, _NUMBER))

    def amount(self, key: str) -> int:
        """Fils of an amount without a sign; an empty cell is no amount."""
        value = self._cells.get(key)
        plain = format(value, "f") if isinstance(value, Decimal) else self._point(str(value or ""))
        if not _AMOUNT.fullmatch(plain):
            raise self._unreadable(key)
        return fils_of_decimal(Decimal(plain))

    def positive(self, key: str) -> int:
        """Fils of an amount above zero: nobody pays nothing."""
        amount = self.amount(key)
        if amount == 0:
            raise self._unreadable(key)
        return amount

    def signed(self, key: str) -> int:
        """Fils of a balance, which may be below zero."""
        text = self.optional(key)
        if not text.startswith("-"):
            return self.amount(key)
        rest = Cells(self._profile, self.number, {key: text[1:]})
        return -rest.amount(key)

    def day(self, key: str) -> date:
        """A day in the profile's form, or a cell that is a date."""
        value = self._cells.get(key)
        if isinstance(value, date):
            return value
        return self._moment(key, self._profile.day_form).date()

    def moment(self, key: str) -> datetime:
        """An instant of the operator, who writes Amman time."""
        value = self._cells.get(key)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=AMMAN)
        return self._moment(key, self._profile.moment_form)

    def word(self, key: str, words: Mapping[str, tuple[str, ...]]) -> str:
        """Our word for one of the other party's."""
        told = self.optional(key)
        for ours, theirs in words.items():
            if told in theirs:
                return ours
        raise self._unreadable(key)

    def _moment(self, key: str, form: str) -> datetime:
        try:
            return datetime.strptime(self.optional(key), form).replace(tzinfo=AMMAN)
        except ValueError as error:
            raise self._unreadable(key) from error

    def _matching(self, key: str, form: re.Pattern[str]) -> str:
        text = self.optional(key)
        if not form.fullmatch(text):
            raise self._unreadable(key)
        return text

    def _point(self, text: str) -> str:
        """The text with a decimal point and without groups."""
        text = text.strip()
        if self._profile.decimal_mark == ",":
            text = text.translate(str.maketrans(",.", ".,"))
        return text.replace(",", "") if _GROUPED.fullmatch(text) else text

    def _unreadable(self, key: str) -> Unreadable:
        heads = self._profile.columns.get(key, (key,))
        return Unreadable(heads[0], self._cells.get(key))

"""Reading the cells of a row: digits, dates, amounts, and what is wrong with them.

Pure: the rules of the services use it. The words of its findings are `CELL_RULES`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers

from chassis.findings import Finding
from chassis.money import fils_of_decimal

_YES = {"نعم", "yes", "y", "1", "true", "x"}
_NO = {"لا", "no", "n", "0", "false", ""}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class Cells:
    """The cells of one row: read as what they should be; what they are not becomes a finding."""

    def __init__(self, cells: Mapping[str, Any], formulas: Iterable[str]) -> None:
        self._cells = cells
        self.findings = [Finding(column, "formula") for column in formulas]
        self._unreadable = set(formulas)

    def wrong(self, column: str, rule: str, **facts: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(column, rule, facts))

    def missing(self, column: str, rule: str, **facts: str) -> None:
        """Note that a needed cell is empty, unless something else is wrong with it."""
        if all(finding.column != column for finding in self.findings):
            self.wrong(column, rule, **facts)

    def text(self, column: str) -> str:
        """The text of a cell; empty for an empty cell or a formula."""
        value = self._cells.get(column)
        if value is None or column in self._unreadable:
            return ""
        return str(value).strip()

    def digits(self, column: str) -> str | None:
        """A number as its digits, without blanks; None if the cell is empty."""
        return re.sub(r"\s", "", self.text(column)) or None

    def date(self, column: str) -> date | None:
        """A day; None if the cell is empty or says none (a finding then)."""
        value = self._cells.get(column)
        if column in self._unreadable or value is None:
            return None
        found = value if isinstance(value, date) else _written_date(str(value).strip())
        if found is None and str(value).strip():
            self.wrong(column, "not-a-date")
        return found

    def amount(self, column: str) -> int | None:
        """An amount in fils; None if the cell is empty or says none (a finding then)."""
        text = self.text(column).replace(",", "")
        if not text:
            return None
        try:
            amount = Decimal(text)
            if not amount.is_finite() or amount <= 0:
                raise ValueError(text)
            return fils_of_decimal(amount)
        except (InvalidOperation, ValueError):
            self.wrong(column, "not-an-amount")
            return None

    def flag(self, column: str) -> bool:
        """Yes or no; an empty cell says no."""
        text = self.text(column).lower()
        if text not in _YES | _NO:
            self.wrong(column, "not-yes-or-no")
        return text in _YES

    def phone(self, column: str) -> str | None:
        """A phone number in its international form; None if there is none."""
        text = self.text(column)
        if not text:
            return None
        found = _e164(text)
        if found is None:
            self.wrong(column, "phone-form")
        return found


def _written_date(text: str) -> date | None:
    """A date written as text, year first or day first; None for anything else."""
    try:
        if match := _ISO.fullmatch(text):
            year, month, day = (int(part) for part in match.groups())
            return date(year, month, day)
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _e164(text: str) -> str | None:
    try:
        parsed = phonenumbers.parse(text, "JO")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)

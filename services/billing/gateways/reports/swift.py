"""MT940 (SWIFT): a day's statement as tagged text, read by the package `mt-940`.

That reader passes over what it does not know. What it passed over is found all the same: the
balances enclose the entries, or the statement is refused.
"""

import io
import logging
from datetime import date
from decimal import Decimal
from typing import Any, Final

import mt940

from chassis.money import fils_of_decimal
from chassis.text import clean
from services.billing.gateways.reports.forms import CURRENCY, BankEntry, BankStatement
from services.billing.gateways.reports.marks import settled_day
from services.billing.gateways.reports.profiles import Profile
from services.billing.gateways.reports.refusals import NotAStatement, NotText, SeveralStatements

_OPTIONS: Final = mt940.Options.all()
_TEXT_MAX: Final = 200
# It would write the lines it cannot read, which are people's money, into the log.
logging.getLogger("mt940").setLevel(logging.CRITICAL)


def read(content: bytes, profile: Profile) -> tuple[BankStatement, str]:
    """The one statement of a file and its currency.

    Raises `NotText`, `NotAStatement`, `SeveralStatements`.
    """
    told = _statements(content)
    if len(told) > 1:
        raise SeveralStatements(count=len(told))
    if not told:
        raise NotAStatement(what=":20:")
    [statement] = told
    opening, closing = _balance(statement, "opening"), _balance(statement, "closing")
    found = BankStatement(
        day=_day(closing.date),
        account=str(statement.data.get("account_identification") or "").strip(),
        number=str(statement.data.get("statement_number") or ""),
        amount_opening=_fils(opening.amount.amount),
        amount_closing=_fils(closing.amount.amount),
        entries=tuple(
            _entry(line, one.data, profile) for line, one in enumerate(statement, start=1)
        ),
    )
    currencies = {str(one.amount.currency) for one in (opening, closing)}
    return found, next(iter(currencies - {CURRENCY}), CURRENCY)


def _statements(content: bytes) -> list[Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(encoding="utf-8") from error
    try:
        # A handle, never the text itself: a text that is a file's name would be opened.
        return [*mt940.parse_statements(io.StringIO(text), options=_OPTIONS)]
    except Exception as error:
        # Its tags raise RuntimeError, ValueError, decimal errors: all say that this is no MT940.
        raise NotAStatement(what=type(error).__name__) from error


def _balance(statement: Any, which: str) -> Any:
    found = statement.data.get(f"final_{which}_balance")
    if found is None or found.amount is None:
        raise NotAStatement(what={"opening": ":60F:", "closing": ":62F:"}[which])
    return found


def _entry(line: int, data: dict[str, Any], profile: Profile) -> BankEntry:
    if data.get("amount") is None or data.get("date") is None:
        raise NotAStatement(what=f":61: {line}")
    reference = str(data.get("bank_reference") or data.get("customer_reference") or "")
    parts = (data.get(key) or "" for key in ("customer_reference", "transaction_details"))
    text = clean(" ".join(filter(None, (str(part) for part in parts))))
    return BankEntry(
        line=line,
        reference=reference[:_TEXT_MAX],
        booked_on=_day(data.get("entry_date") or data["date"]),
        amount=_fils(data["amount"].amount),
        text=text[:_TEXT_MAX],
        settles_on=settled_day(profile, text),
    )


def _fils(amount: Decimal) -> int:
    try:
        return fils_of_decimal(amount)
    except ValueError as error:
        raise NotAStatement(what=str(amount)[:20]) from error


def _day(found: date) -> date:
    """A plain date: the package's own kind prints differently."""
    return date(found.year, found.month, found.day)

"""Single fields of the hub's messages: text, codes, amounts in fils, dates; with their refusals."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from chassis.clock import AMMAN
from chassis.money import fils_of_decimal
from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.document import Element, MalformedMessage, schema_fault

BANK_CODE_MAX = 999

_INTEGER = re.compile(r"[0-9]{1,9}")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}(:[0-9]{2}){2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Day = TypeVar("Day", bound=date)


def text_of(parent: Element, name: str, *, length_max: int) -> str:
    """Text of a leaf that must be there."""
    text = optional_text(parent, name, length_max=length_max)
    if text is None:
        raise schema_fault(f"no {parent.name}/{name}")
    return text


def optional_text(parent: Element, name: str, *, length_max: int) -> str | None:
    """Text of a leaf, None if absent or blank."""
    text = parent.text(name)
    if text is not None and len(text) > length_max:
        raise schema_fault(f"{name} longer than {length_max}")
    return text


def spelling(parent: Element, *names: str) -> str:
    """The spelling that is present (the hub's guides disagree on some), else the first."""
    return next((name for name in names if parent.children(name)), names[0])


def amount_fils(parent: Element, name: str, code: ResultCode) -> int:
    """Fils of a plain number with at most three decimals: no sign, no exponent."""
    text = parent.text(name)
    if text is None or not _AMOUNT.fullmatch(text):
        raise MalformedMessage(code, f"{name} {text}")
    return fils_of_decimal(Decimal(text))


def boolean(parent: Element, name: str) -> bool:
    """A leaf that says `true` or `false`, in lower case."""
    text = parent.text(name)
    if text not in ("true", "false"):
        raise schema_fault(f"{name} {text}")
    return text == "true"


def bank_code(parent: Element) -> int:
    """`BankCode`, at most three digits."""
    code = integer_of(parent.text("BankCode"))
    if code is None or code > BANK_CODE_MAX:
        raise schema_fault(f"BankCode {parent.text('BankCode')}")
    return code


def integer_of(text: str | None) -> int | None:
    """The unsigned integer a text spells, None for anything else."""
    return int(text) if text is not None and _INTEGER.fullmatch(text) else None


def process_date_of(text: str) -> datetime:
    """An instant of the operator, who writes Amman time without zone and fractions."""
    moment = _calendar(text, _INSTANT, datetime.fromisoformat, ResultCode.INVALID_PROCESS_DATE)
    return moment.replace(tzinfo=AMMAN)


def stmt_date_of(text: str) -> date:
    """A settlement day."""
    return _calendar(text, _DAY, date.fromisoformat, ResultCode.INVALID_STATEMENT_DATE)


def _calendar(
    text: str, form: re.Pattern[str], read: Callable[[str], Day], code: ResultCode
) -> Day:
    if not form.fullmatch(text):
        raise MalformedMessage(code, text)
    try:
        return read(text)
    except ValueError as error:
        raise MalformedMessage(code, text) from error

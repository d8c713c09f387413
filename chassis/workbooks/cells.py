"""One cell: as the reader finds it, and as it travels between the reading process and its caller.

On the way, text is text, a date is `["d", "2026-03-01"]` and a number `["n", "260.5"]`.
"""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from chassis.text import clean, fold_digits

Cell = str | Decimal | date | bool | None
Carried = str | bool | list[str] | tuple[str, str] | None
Found = str | float | bool | date | datetime | time | timedelta | None

_DATE: Final = "d"
_NUMBER: Final = "n"
_MIDNIGHT: Final = time()
# Spreadsheets keep and show 15 digits; what stands behind them is the noise of binary fractions.
_SHOWN: Final = ".15g"
_WHOLE_MAX: Final = 1e21


@lru_cache(maxsize=8192, typed=True)  # half the cells of a filled table repeat one above
def carried(value: Found, kind: str) -> Carried:
    """A found value on its way: text cleaned, numbers exact, midnight dropped from dates.

    A number in an `amount` column stays a number; elsewhere it is the digits that were typed, so
    that an identifier which became a number is an identifier again.
    """
    if isinstance(value, str):
        return clean(fold_digits(value)) or None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        text = number_text(value)
        return (_NUMBER, text) if kind == "amount" and math.isfinite(value) else text
    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return (_DATE, value.isoformat())
    return str(value)


def arrived(value: Carried) -> Cell:
    """The value a caller works with."""
    if not isinstance(value, list | tuple):
        return value
    mark, text = value
    return date.fromisoformat(text) if mark == _DATE else Decimal(text)


def number_text(value: float) -> str:
    """A number as the sheet shows it, without exponent: 9.8510e9 is `9851000000`."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < _WHOLE_MAX:
        return str(int(value))
    return format(Decimal(format(value, _SHOWN)).normalize(), "f")

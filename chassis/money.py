"""Money: integer fils inside (1 JOD = 1000 fils), text with exactly three decimals outside."""

import re
from decimal import ROUND_HALF_UP, Decimal

FILS_PER_DINAR = 1000
_TEXT = re.compile(r"-?\d{1,12}\.\d{3}")


def fils(text: str) -> int:
    """Fils of a JOD amount written with exactly three decimals (`"108.750"` is 108750).

    Raises ValueError for any other form: no rounding happens here.
    """
    if not _TEXT.fullmatch(text):
        raise ValueError(f"not an amount with three decimals: {text!r}")
    return int(text.replace(".", ""))


def jod(amount_fils: int) -> str:
    """The amount as text with three decimals (`108750` is `"108.750"`)."""
    sign = "-" if amount_fils < 0 else ""
    dinars, rest = divmod(abs(amount_fils), FILS_PER_DINAR)
    return f"{sign}{dinars}.{rest:03d}"


def fils_of_decimal(amount: Decimal) -> int:
    """Fils of a decimal JOD amount; ValueError if it has more than three decimals."""
    scaled = amount * FILS_PER_DINAR
    if scaled != scaled.to_integral_value():
        raise ValueError(f"more than three decimals: {amount}")
    return int(scaled)


def share(amount_fils: int, rate: Decimal) -> int:
    """`rate` per cent of an amount, rounded half up to the fils (one line, once)."""
    exact = Decimal(amount_fils) * rate / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))

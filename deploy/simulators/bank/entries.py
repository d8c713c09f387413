"""What moves on the settlement account on a day: the hub's credit, and what is planted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

OPENING = Decimal("250000.000")
SHORT, STRANGE = Decimal("5.000"), Decimal("77.500")


class BankPlant(BaseModel):
    """A difference to plant into the statement; the amount is JOD with three decimals."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["bank-short", "unknown-bank-credit"]
    amount: str | None = Field(default=None, pattern=r"^[0-9]{1,9}\.[0-9]{3}$")


@dataclass(frozen=True)
class Movement:
    """One booked movement; credits above zero."""

    amount: Decimal
    reference: str
    text: str


def movements(day: date, position: Decimal, planted: list[BankPlant]) -> list[Movement]:
    """The day's movements: nothing is credited for a day without payments."""
    mark = f"{day:%Y%m%d}"
    missing = sum((_amount(one, SHORT) for one in planted if one.kind == "bank-short"), Decimal())
    credited = position - missing
    found = []
    if credited:
        text = f"RTGS MFEP/{mark} net position"
        found.append(Movement(credited, f"RTGS{mark}", text))
    found += [
        Movement(_amount(one, STRANGE), f"TRF{mark}{at:02d}", "Transfer from customer")
        for at, one in enumerate(planted)
        if one.kind == "unknown-bank-credit"
    ]
    return found


def _amount(plant: BankPlant, usual: Decimal) -> Decimal:
    return usual if plant.amount is None else Decimal(plant.amount)

"""What may change in a released event, and what is refused by name."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, create_model

from contracts.events.envelope import Amount, Event, Month
from deploy.contracts.compatibility import broken_promises
from deploy.contracts.documents import schema_of


class Line(BaseModel):
    """One contribution of a bill."""

    fund: str
    amount: Amount


class LineWithRate(Line):
    rate: str


class ShortLine(BaseModel):
    fund: str


class Bill(Event):
    topic: ClassVar[str] = "billing.invoices.v1"
    key_field: ClassVar[str] = "establishment_id"


class BillElsewhere(Event):
    topic: ClassVar[str] = "billing.payments.v1"
    key_field: ClassVar[str] = "establishment_id"


class BillByInvoice(Event):
    topic: ClassVar[str] = "billing.invoices.v1"
    key_field: ClassVar[str] = "invoice_id"


FIELDS: dict[str, Any] = {
    "establishment_id": UUID,
    "month": Month,
    "workers": int,
    "payer": Literal["worker", "employer"],
    "channel": Literal["sms"],
    "amount_due": Amount,
    "note": (str | None, None),
    "mark": (Literal["A", "B"] | None, None),
    "shift_days": (int, 0),
    "lines": list[Line],
}
"""A released event with every kind of field that events have."""


def faults(*gone: str, base: type[Event] = Bill, **changed: Any) -> list[str]:
    """What is refused when the bill loses fields, or has others changed or added."""
    kept = {name: kind for name, kind in FIELDS.items() if name not in gone}
    released = create_model("BillSent", __base__=Bill, **FIELDS)
    today = create_model("BillSent", __base__=base, **{**kept, **changed})
    return broken_promises(schema_of(released), schema_of(today))


def test_an_event_that_stays_as_it_was_breaks_nothing() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"due_on": (date | None, None)}, id="a new optional field"),
        pytest.param(
            {"rounding": (Literal["half-up"], "half-up")}, id="a new field with a default"
        ),
        pytest.param({"payer": Literal["worker", "employer", "state"]}, id="a longer list"),
        pytest.param({"channel": Literal["sms", "email"]}, id="a list that had one value"),
        pytest.param({"mark": (Literal["A", "B", "C"] | None, None)}, id="a longer optional list"),
        pytest.param({"workers": (int, Field(description="Heads."))}, id="other words for people"),
    ],
)
def test_an_addition_is_allowed(changed: dict[str, Any]) -> None:
    assert faults(**changed) == []


@pytest.mark.parametrize("name", ["workers", "note", "lines"])
def test_a_removed_field_is_refused(name: str) -> None:
    assert faults(name) == [f"removed field: {name}"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"workers": str}, "changed type: workers"),
        ({"workers": int | None}, "changed type: workers"),
        ({"note": (int | None, None)}, "changed type: note"),
        ({"note": (str, "")}, "changed type: note"),
        ({"note": (str | int | None, None)}, "changed type: note"),
        ({"payer": str}, "changed type: payer"),
        ({"amount_due": Literal["0.000"]}, "changed type: amount_due"),
        ({"lines": list[str]}, "changed type: lines[]"),
        ({"establishment_id": date}, "changed format: establishment_id"),
        ({"month": str}, "changed pattern: month"),
        ({"amount_due": Month}, "changed pattern: amount_due"),
        ({"workers": (int, Field(ge=0))}, "changed minimum: workers"),
        ({"shift_days": (int, 1)}, "changed default: shift_days"),
        ({"due_on": date}, "newly required field: due_on"),
        ({"shift_days": int}, "newly required field: shift_days"),
        ({"workers": (int, 0)}, "no longer required field: workers"),
        ({"payer": Literal["worker"]}, "narrowed enum: payer"),
        ({"channel": Literal["email"]}, "narrowed enum: channel"),
        ({"mark": (Literal["A"] | None, None)}, "narrowed enum: mark"),
        ({"lines": list[ShortLine]}, "removed field: lines[].amount"),
        ({"lines": list[LineWithRate]}, "newly required field: lines[].rate"),
    ],
)
def test_a_changed_field_is_refused(changed: dict[str, Any], refusal: str) -> None:
    assert refusal in faults(**changed)


def test_another_topic_is_refused() -> None:
    assert faults(base=BillElsewhere) == ["changed topic"]


def test_another_key_is_refused() -> None:
    assert faults(base=BillByInvoice) == ["changed key"]

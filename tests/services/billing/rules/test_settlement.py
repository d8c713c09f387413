"""The money of a settlement day: every difference moves exactly what it is about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.rules.settlement import (
    BANK_HUB,
    SETTLEMENT_ACCOUNT,
    SUSPENSE,
    Move,
    bank_difference,
    between,
    counted_on,
    in_suspense,
    into_suspense,
)

fils = st.integers(1, 10**12)
DAY = date(2026, 3, 19)


@given(hub=fils, ours=fils)
def test_another_amount_leaves_what_the_hub_says_beyond_our_booking(hub: int, ours: int) -> None:
    left = in_suspense("amount-differs", hub=hub, ours=ours)
    moved = into_suspense("amount-differs", left)
    if moved is None:
        assert hub == ours
    elif hub > ours:
        assert moved == Move(BANK_HUB, SUSPENSE, hub - ours)
    else:
        assert moved == Move(SUSPENSE, BANK_HUB, ours - hub)


@given(hub=fils, bank=fils)
def test_a_day_leaves_nothing_between_hub_and_bank(hub: int, bank: int) -> None:
    """The hub's total leaves the clearing account, whatever the bank has credited."""
    cleared = 0
    for move in (between(SETTLEMENT_ACCOUNT, BANK_HUB, bank), into_suspense("bank", bank - hub)):
        if move is not None:
            cleared += move.amount if move.credit == BANK_HUB else 0
            cleared -= move.amount if move.debit == BANK_HUB else 0
    assert cleared == hub
    assert (bank_difference(hub, bank) is None) == (hub == bank)


@given(amount=fils)
def test_unknown_money_of_the_bank_comes_from_the_bank(amount: int) -> None:
    credit = into_suspense("unknown-bank-credit", amount)
    debit = into_suspense("unknown-bank-debit", -amount)
    assert credit == Move(SETTLEMENT_ACCOUNT, SUSPENSE, amount)
    assert debit == Move(SUSPENSE, SETTLEMENT_ACCOUNT, amount)


@pytest.mark.parametrize(
    "kind", ["foreign-line", "duplicate-line", "ours-missing", "account-differs", "lost-notice"]
)
def test_other_differences_move_nothing(kind: str) -> None:
    assert in_suspense(kind, hub=1_000, ours=1_000) == 0
    assert into_suspense(kind, 0) is None


@pytest.mark.parametrize(
    ("settles_on", "closed", "counted"),
    [
        (DAY, set(), DAY),
        (date(2026, 3, 18), set(), date(2026, 3, 18)),
        (date(2026, 3, 18), {date(2026, 3, 18)}, None),
        (date(2026, 3, 20), set(), None),
        (None, set(), None),
    ],
)
def test_the_bank_may_be_late_and_never_early(
    settles_on: date | None, closed: set[date], counted: date | None
) -> None:
    assert counted_on(settles_on, statement=DAY, closed=closed) == counted

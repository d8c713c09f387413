"""Random days: everything is classified, nothing is invented, and every fils is accounted for."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.files import Files
from tests.conftest import OpenDatabase
from tests.services.billing.reconciliation.conftest import Treasury
from tests.services.billing.reconciliation.files import DAY, Moved, Told, dinars, fils_of
from tests.services.people import employer, staff

FATES = (
    "matched",
    "lost-notice",
    "amount-differs",
    "account-differs",
    "ours-missing",
    "duplicate-line",
    "foreign-line",
    "reversed",
    "reversal-held",
    "reversal-differs",
    "reversal-misstated",
)
NEVER_PAID = frozenset(
    {"ours-missing", "foreign-line", "reversed", "reversal-held", "reversal-misstated"}
)
Payment = tuple[str, int]
payments = st.tuples(st.sampled_from(FATES), st.integers(1, 10_000_000))


@dataclass
class Evening:
    """What is planted into one day: notices, lines, and what the bank should credit for them."""

    noticed: list[Told] = field(default_factory=list)
    lines: list[Told] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    hub: int = 0

    def plant(self, number: int, fate: str, amount: int) -> None:
        told = Told(f"T{number}", amount=dinars(amount))
        if fate != "matched":
            self.kinds[fate] += 1
        if fate not in ("lost-notice", "foreign-line", "reversal-held"):
            self.noticed.append(told)
        self.lines += self._lines(told, fate, amount)
        if fate in ("reversal-differs", "reversal-misstated"):
            self.kinds["reversed"] += 1
        if fate == "reversal-differs":
            self.hub -= 1  # taken back: a fils more than was reported
        elif fate not in NEVER_PAID:
            self.hub += fils_of(self.lines[-1].amount)

    def _lines(self, told: Told, fate: str, amount: int) -> list[Told]:
        changed = {
            "amount-differs": told.but(amount=dinars(amount + 1)),
            "account-differs": told.but(billing_no="982"),
            "foreign-line": told.but(biller=5),
            "reversed": told.but(status="PmtReversal"),
            "reversal-held": told.but(status="PmtReversal"),
            "reversal-misstated": told.but(status="PmtReversal", amount=dinars(amount + 1)),
        }
        if fate == "ours-missing":
            return []
        if fate == "reversal-differs":
            return [told, told.but(status="PmtReversal", amount=dinars(amount + 1))]
        return [changed.get(fate, told)] * (2 if fate == "duplicate-line" else 1)


def evening(some: list[Payment]) -> Evening:
    made = Evening()
    made.plant(0, "matched", 1)  # a report of foreign lines alone is refused as a whole
    for number, (fate, amount) in enumerate(some, start=1):
        made.plant(number, fate, amount)
    return made


@pytest.fixture
async def billing_of_its_own(database: OpenDatabase, tmp_path: Path) -> object:
    async def opened() -> Treasury:
        engine = await database("billing")
        made = await employer(engine)
        treasurer = await staff(engine, "treasurer")
        return Treasury(engine, Files(f"file://{tmp_path}"), treasurer, made)

    return opened


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    some=st.lists(payments, max_size=12),
    astray=st.integers(-5_000, 5_000),
    unknown=st.integers(0, 9_000),
)
async def test_every_difference_is_found_and_every_fils_accounted_for(
    billing_of_its_own: object, some: list[Payment], astray: int, unknown: int
) -> None:
    treasury: Treasury = await billing_of_its_own()  # type: ignore[operator]
    planted = evening(some)
    await treasury.notice(*planted.noticed)
    await treasury.take_report(planted.lines)
    moved = [Moved(planted.hub + astray)] if planted.hub + astray else []
    moved += [Moved(unknown, "rent")] if unknown else []
    await treasury.take_statement(*moved)

    expected = Counter(planted.kinds)
    if astray:
        expected["bank-short" if astray < 0 else "bank-over"] += 1
    if unknown:
        expected["unknown-bank-credit"] += 1
    assert Counter(await treasury.kinds()) == expected

    await treasury.explain(*expected)
    await treasury.close()
    standing = await treasury.accounts()  # sums to zero
    waiting = await treasury.suspense()
    assert standing.get("suspense", 0) == -sum(one.amount for one in waiting)
    assert standing.get("settlement-account", 0) == sum(one.amount for one in moved)
    missing = sum(amount for fate, amount in some if fate == "ours-missing")
    assert standing.get("bank-hub", 0) == missing
    back = {"reversed", "reversal-differs", "reversal-misstated"}
    reversals = sum(1 for fate, _ in some if fate in back)
    assert len(await treasury.events("PaymentReversed")) == reversals
    quiet = NEVER_PAID | back
    settled = 1 + sum(1 for fate, _ in some if fate not in quiet)
    assert len(await treasury.events("PaymentSettled")) == settled
    assert (await treasury.day()).day == DAY

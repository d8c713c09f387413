"""What is owed on a wage, checked against figures computed by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.rules.allocation import allocated
from services.billing.rules.contributions import contribution
from services.billing.rules.law import LawNotKnown, Rate, in_force, the_one
from services.billing.rules.months import charged, days_in_service

CEILING = 3_668_000
MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


def rate(fund: str, payer: str, percent: str, *, hazardous_only: bool = False) -> Rate:
    return Rate(
        fund=fund,
        payer=payer,
        percent=Decimal(percent),
        hazardous_only=hazardous_only,
        version="private-2017",
        article="Law 1/2014",
        mark="A",
        effective_from=date(2017, 1, 1),
        effective_to=None,
    )


RATES = [
    rate("old-age", "employer", "11"),
    rate("old-age", "worker", "6.5"),
    rate("work-injury", "employer", "2"),
    rate("maternity", "employer", "0.75"),
    rate("unemployment", "employer", "0.5"),
    rate("unemployment", "worker", "1"),
    rate("hazardous", "employer", "1", hazardous_only=True),
]


@pytest.mark.parametrize(
    ("wage", "hazardous", "employer", "worker"),
    [
        (500_000, False, 71_250, 37_500),
        (500_000, True, 76_250, 37_500),
        (290_000, False, 41_325, 21_750),
        (CEILING, False, 522_690, 275_100),
        (CEILING + 1, False, 522_690, 275_100),  # what is over the ceiling does not count
        (333_333, False, 47_501, 25_000),  # 36666.63+6666.66+2499.9975+1666.665, 21666.645+3333.33
    ],
)
def test_shares(wage: int, hazardous: bool, employer: int, worker: int) -> None:
    owed = contribution(wage, hazardous=hazardous, rates=RATES, ceiling=CEILING)
    assert (owed.employer, owed.worker) == (employer, worker)
    assert owed.total == employer + worker


@given(st.integers(min_value=1, max_value=10_000_000), st.booleans())
def test_the_parts_are_the_shares(wage: int, hazardous: bool) -> None:
    owed = contribution(wage, hazardous=hazardous, rates=RATES, ceiling=CEILING)
    assert sum(part.amount for part in owed.parts) == owed.total
    exact = Decimal(min(wage, CEILING)) * (Decimal("22.75") if hazardous else Decimal("21.75"))
    assert abs(owed.total - exact / 100) <= Decimal("0.5") * len(owed.parts)


@pytest.mark.parametrize(
    ("started_on", "stopped_on", "days"),
    [
        (date(2026, 3, 1), None, 31),
        (date(2026, 3, 16), None, 16),
        (date(2026, 3, 17), None, 15),
        (date(2026, 1, 1), date(2026, 3, 16), 16),
        (date(2026, 1, 1), date(2026, 2, 28), 0),
        (date(2026, 4, 1), None, 0),
    ],
)
def test_days_in_service(started_on: date, stopped_on: date | None, days: int) -> None:
    assert days_in_service(started_on, stopped_on, *MARCH.values()) == days
    assert charged(started_on, stopped_on, **MARCH, days_min=16) == (days >= 16)


def test_a_figure_holds_from_its_first_to_its_last_day() -> None:
    old = rate("old-age", "worker", "6")
    figures = [Rate(**{**vars(old), "effective_to": date(2019, 12, 31)})]
    assert in_force(figures, date(2019, 12, 31)) == figures
    with pytest.raises(LawNotKnown):
        the_one("old-age", figures, date(2020, 1, 1))


def test_the_oldest_invoice_is_paid_first_and_the_rest_is_a_credit() -> None:
    assert allocated([100, 50], 120) == [100, 20]
    assert allocated([100, 50], 500) == [100, 50]
    assert allocated([100], 0) == [0]

"""What is owed on a wage for a month: one part per fund and payer, each rounded once.

Each part at full precision, rounded half up to the fils, then summed (half up: B, as printed by a
payroll office; the order: C).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from chassis.money import share
from services.billing.rules.law import Rate

WORKER, EMPLOYER = "worker", "employer"


@dataclass(frozen=True)
class Part:
    """What one payer owes one fund; amount in fils."""

    fund: str
    payer: str
    percent: Decimal
    amount: int
    article: str
    mark: str


@dataclass(frozen=True)
class Contribution:
    """All parts of one worker's month. `base` is the wage that counts, in fils."""

    base: int
    parts: tuple[Part, ...]
    version: str

    @property
    def worker(self) -> int:
        """The worker's share in fils."""
        return self._of(WORKER)

    @property
    def employer(self) -> int:
        """The employer's share in fils."""
        return self._of(EMPLOYER)

    @property
    def total(self) -> int:
        """Both shares in fils."""
        return self.worker + self.employer

    def _of(self, payer: str) -> int:
        return sum(part.amount for part in self.parts if part.payer == payer)


def contribution(
    wage: int, *, hazardous: bool, rates: Iterable[Rate], ceiling: int
) -> Contribution:
    """The contribution on a monthly wage (fils), which counts up to the ceiling (fils)."""
    applied = [rate for rate in rates if hazardous or not rate.hazardous_only]
    base = min(wage, ceiling)
    parts = tuple(
        Part(
            rate.fund, rate.payer, rate.percent, share(base, rate.percent), rate.article, rate.mark
        )
        for rate in applied
    )
    return Contribution(base, parts, "+".join(sorted({rate.version for rate in applied})))

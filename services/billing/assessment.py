"""What a month of an establishment amounts to, by the law and the facts as they are known now.

One path for all who need it: the invoice, its adjustments, and the rehearsal of a batch.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import text

from chassis.clock import month_bounds
from chassis.money import fils_of_decimal
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from services.billing.models.invoices import Cover
from services.billing.queries import invoices, law
from services.billing.rules.contributions import Contribution, contribution
from services.billing.rules.law import Rate, in_force
from services.billing.rules.months import charged
from services.billing.rules.wages import Declared, WageInForce, wage_in_force

_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:establishment, 4713))")


async def hold_establishment(work: UnitOfWork, establishment_id: UUID) -> None:
    """Let nobody else assess this establishment or change its facts until the transaction ends.

    Without it a cover that arrives while its month is being assessed would be billed by nobody.
    """
    await work.session.execute(_LOCK, {"establishment": str(establishment_id)})


@dataclass(frozen=True)
class Changes:
    """What a batch or a file would change.

    Periods that would begin, last days that would be set, wages that would be declared (the last
    two by period of cover).
    """

    starts: Sequence[Cover] = ()
    stops: Mapping[UUID, date] = field(default_factory=dict)
    wages: Mapping[UUID, Declared] = field(default_factory=dict)


@dataclass(frozen=True)
class Charge:
    """One worker's month: his cover, the wage in force, and what is owed on it."""

    cover: Cover
    wage: WageInForce
    owed: Contribution


@dataclass(frozen=True)
class Assessment:
    """A month of an establishment. `missing` are charged periods whose wage is not known."""

    charges: Sequence[Charge]
    missing: Sequence[Cover]

    @property
    def total(self) -> int:
        """What is owed in all, in fils."""
        return sum(one.owed.total for one in self.charges)

    def totals(self) -> dict[str, int]:
        """What is owed by period of cover, in fils."""
        return {str(one.cover.coverage_id): one.owed.total for one in self.charges}


@dataclass(frozen=True)
class _Law:
    """The figures of the law for one month."""

    rates: Sequence[Rate]
    ceiling: int
    days_min: int
    carried_months: int


async def assess(
    work: UnitOfWork, establishment: EstablishmentCopy, month: str, changes: Changes | None = None
) -> Assessment:
    """Charge a month (`YYYY-MM`), with the changes of what is rehearsed."""
    first, last = month_bounds(month)
    figures = await _law(work, establishment, first)
    changes = changes or Changes()
    covers = await _covers(work, establishment, first, last, changes)
    declared = await _declared(work, {cover.coverage_id for cover in covers}, changes)
    charges, missing = [], []
    for cover in covers:
        if not charged(
            cover.started_on,
            cover.stopped_on,
            first=first,
            last=last,
            days_min=figures.days_min,
        ):
            continue
        wage = _wage(cover, declared.get(cover.coverage_id, ()), first, figures)
        if wage is None:
            missing.append(cover)
        else:
            charges.append(Charge(cover, wage, _owed(cover, wage, figures)))
    return Assessment(charges, missing)


async def _law(work: UnitOfWork, establishment: EstablishmentCopy, first: date) -> _Law:
    return _Law(
        rates=in_force(await law.rates(work, scheme=establishment.rate_scheme), first),
        ceiling=fils_of_decimal(await law.limit(work, "wage_ceiling", first)),
        days_min=int(await law.limit(work, "charged_days_min", first)),
        carried_months=int(await law.limit(work, "carried_wage_months", first)),
    )


async def _covers(
    work: UnitOfWork, establishment: EstablishmentCopy, first: date, last: date, changes: Changes
) -> list[Cover]:
    """Cover of the month as it would be; rows of the register are never touched."""
    found = await invoices.cover_in(work, establishment.establishment_id, first=first, last=last)
    stopped = [
        Cover(**{**cover.model_dump(), "stopped_on": changes.stops[cover.coverage_id]})
        if cover.coverage_id in changes.stops
        else cover
        for cover in found
    ]
    known = {cover.coverage_id for cover in found}
    return [*stopped, *(cover for cover in changes.starts if cover.coverage_id not in known)]


async def _declared(
    work: UnitOfWork, coverage_ids: Collection[UUID], changes: Changes
) -> dict[UUID, list[Declared]]:
    """Wages as they would be: of two for one day the rehearsed one would be the later."""
    found: dict[UUID, list[Declared]] = {}
    for row in await invoices.declared_wages(work, coverage_ids):
        rehearsed = changes.wages.get(row.coverage_id)
        if rehearsed is None or rehearsed.effective_from != row.effective_from:
            wage = Declared(row.effective_from, row.amount_wage, row.number)
            found.setdefault(row.coverage_id, []).append(wage)
    for coverage_id, wage in changes.wages.items():
        found.setdefault(coverage_id, []).append(wage)
    return found


def _wage(
    cover: Cover, declared: Sequence[Declared], first: date, figures: _Law
) -> WageInForce | None:
    return wage_in_force(
        first,
        joined_on=cover.started_on,
        joining=cover.amount_wage,
        declared=declared,
        carried_months=figures.carried_months,
    )


def _owed(cover: Cover, wage: WageInForce, figures: _Law) -> Contribution:
    return contribution(
        wage.amount, hazardous=cover.hazardous, rates=figures.rates, ceiling=figures.ceiling
    )

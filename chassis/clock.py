"""Time: instants are real and in UTC; business dates are Asia/Amman and may be moved in a sandbox.

The edge reads the clock once and hands the value down; use cases and rules never read it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chassis.errors import Message, Refusal

AMMAN = ZoneInfo("Asia/Amman")
YEAR_MAX = 2199
"""No business date lies beyond it, so that none runs out of the calendar."""


def now() -> datetime:
    """The real instant, UTC."""
    return datetime.now(UTC)


class NotAMonth(Refusal):
    """A month that is not of the form YYYY-MM."""

    message = Message(
        ar="«{month}» ليس شهرًا.",
        en='"{month}" is not a month.',
        fix_ar="مثال: 2026-03.",
        fix_en="For example 2026-03.",
    )


@dataclass(frozen=True)
class BusinessClock:
    """Business dates: today in Amman, moved by `shift_days` (sandbox, tests and demo only)."""

    shift_days: int = 0

    def today(self, instant: datetime, *, establishment_shift_days: int = 0) -> date:
        """Business date of an instant; a sandbox establishment adds its own shift (days)."""
        moved = timedelta(days=self.shift_days + establishment_shift_days)
        return instant.astimezone(AMMAN).date() + moved


def month_of(day: date) -> str:
    """The calendar month of a date as `YYYY-MM`."""
    return f"{day.year:04d}-{day.month:02d}"


def month_bounds(month: str) -> tuple[date, date]:
    """First and last day of a month given as `YYYY-MM`; ValueError for anything else."""
    first = date.fromisoformat(f"{month}-01")
    if first.year > YEAR_MAX:
        raise ValueError(f"beyond {YEAR_MAX}: {month}")
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def asked_month(month: str) -> tuple[date, date]:
    """First and last day of a month that somebody typed; raises `NotAMonth`."""
    try:
        return month_bounds(month)
    except ValueError as error:
        raise NotAMonth(month=month[:20]) from error

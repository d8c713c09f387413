"""Which day of the hub a bank entry settles: its text names it."""

from datetime import date, datetime

from chassis.clock import AMMAN
from services.billing.gateways.reports.profiles import Profile


def settled_day(profile: Profile, *texts: str) -> date | None:
    """The day behind the agreed mark in one of the texts, None where there is no such day."""
    mark, form = profile.settlement_mark, profile.mark_day_form
    if not mark:
        return None
    length = len(date(2026, 1, 1).strftime(form))
    for text in texts:
        _, found, rest = text.partition(mark)
        if not found:
            continue
        try:
            return datetime.strptime(rest[:length], form).replace(tzinfo=AMMAN).date()
        except ValueError:
            continue  # a mark without a day names nothing: the entry is nobody's
    return None

"""The hub's day report: every payment it settles with our bank on a day."""

import asyncio
from collections.abc import Sequence
from datetime import date

from chassis.money import jod
from services.billing.gateways.reports.fields import Cells
from services.billing.gateways.reports.forms import Agreement, HubReport, ReportLine
from services.billing.gateways.reports.profiles import Profile
from services.billing.gateways.reports.refusals import (
    EmptyFile,
    ForeignReport,
    NoLines,
    SeveralDays,
    TotalDoesNotAddUp,
    TotalMissing,
)
from services.billing.gateways.reports.tables import read_all, rows_of


async def read_hub_report(content: bytes, profile: Profile, agreed: Agreement) -> HubReport:
    """The report of a day, CSV or XLSX.

    Raises `EmptyFile`, `TotalMissing`, `TotalDoesNotAddUp`, `SeveralDays`, `ForeignReport`, and
    what `rows_of` and `read_all` refuse.
    """
    if not content.strip():
        raise EmptyFile
    rows = await rows_of(content, profile)
    return await asyncio.to_thread(_report, rows, profile, agreed)


def _report(rows: list[Cells], profile: Profile, agreed: Agreement) -> HubReport:
    stated = _take_total(rows, profile)
    if not rows:
        raise NoLines
    lines = read_all(rows, lambda row: _line(row, profile))
    report = HubReport(_the_day(lines), tuple(lines))
    if stated is not None and stated != report.amount_total:
        raise TotalDoesNotAddUp(summed=jod(report.amount_total), stated=jod(stated))
    _check_biller(lines, agreed)
    return report


def _take_total(rows: list[Cells], profile: Profile) -> int | None:
    """The stated total, its row taken away; None where the profile knows no closing row."""
    if profile.total_mark is None:
        return None
    if rows[-1].optional("transaction") != profile.total_mark:
        raise TotalMissing(mark=profile.total_mark)
    [total] = read_all([rows.pop()], lambda row: row.amount("amount_paid"))
    return total


def _line(row: Cells, profile: Profile) -> ReportLine:
    return ReportLine(
        line=row.number,
        transaction=row.transaction("transaction"),
        bank_trx=row.text("bank_trx", length_max=50),
        billing_no=row.text("billing_no", length_max=50),
        amount_paid=row.positive("amount_paid"),
        amount_fees=row.amount("amount_fees"),
        process_at=row.moment("process_at"),
        day=row.day("day"),
        bank_code=row.integer("bank_code"),
        biller_code=row.integer("biller_code"),
        status=row.word("status", profile.statuses),
    )


def _the_day(lines: Sequence[ReportLine]) -> date:
    days = sorted({line.day for line in lines})
    if len(days) > 1:
        raise SeveralDays(days="، ".join(day.isoformat() for day in days[:5]))
    return days[0]


def _check_biller(lines: Sequence[ReportLine], agreed: Agreement) -> None:
    """A single foreign line is an exception of its day; a file of them is the wrong file."""
    billers = {line.biller_code for line in lines}
    if agreed.biller_code not in billers:
        shown = ", ".join(str(code) for code in sorted(billers)[:5])
        raise ForeignReport(billers=shown, ours=agreed.biller_code)

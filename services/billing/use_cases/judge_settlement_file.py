"""Store the verdict on a file about a settlement day: what would differ, or why it is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from chassis.errors import Refusal
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing.gateways.reports.forms import Agreement, BankStatement, HubReport
from services.billing.imports import Kind, check_day
from services.billing.matching import by_kind
from services.billing.models.reconciliation import BankEntry, HubReportLine, ReconciliationImport
from services.billing.queries import days, imports
from services.billing.queries.matching import Difference, differences, mark_lines
from services.billing.rules.settlement import counted_on

Rows = Sequence[dict[str, Any]]


async def judge_settlement_file(
    work: UnitOfWork,
    import_id: UUID,
    read: HubReport | BankStatement | Refusal,
    *,
    rows: Rows,
    agreed: Agreement,
) -> None:
    """Write the lines and the findings, or the refusal; a second verdict changes nothing.

    `rows` are the lines of `read` as the tables keep them, made outside the transaction.
    """
    told = await imports.one_import(work, import_id, lock=True)
    assert told is not None, "a file is never deleted"
    if told.state != "checking":
        return
    told.checked_at = work.now
    try:
        if isinstance(read, Refusal):
            raise read
        await check_day(work, _kind(read), read.day)
    except Refusal as refusal:
        told.state, told.refusal = "refused", {"code": refusal.code(), **asdict(refusal.said())}
        _record(work, told)
        return
    told.state, told.day, told.lines = "ready", read.day, len(rows)
    if isinstance(read, HubReport):
        await _keep_report(work, told, read, rows, agreed)
    else:
        await _keep_statement(work, told, read, rows)
    _record(work, told)


def _kind(read: HubReport | BankStatement) -> Kind:
    return "hub-report" if isinstance(read, HubReport) else "bank-statement"


async def _keep_report(
    work: UnitOfWork,
    told: ReconciliationImport,
    report: HubReport,
    rows: Rows,
    agreed: Agreement,
) -> None:
    await imports.keep_lines(work, HubReportLine, rows)
    told.amount_total = report.amount_total
    found = await differences(work, told.import_id, day=report.day, biller_code=agreed.biller_code)
    await mark_lines(work, told.import_id, found)
    told.findings = [*_matched(report, found), *_differing(found)]


def _matched(report: HubReport, found: Sequence[Difference]) -> Iterable[dict[str, Any]]:
    strange = {one.line for one in found}
    same = [line for line in report.lines if line.line not in strange]
    yield _finding("matched", [line.amount_paid for line in same])


def _differing(found: Sequence[Difference]) -> Iterable[dict[str, Any]]:
    for kind, some in sorted(by_kind(found).items()):
        yield _finding(kind, [one.amount_hub or one.amount_ours or 0 for one in some])


async def _keep_statement(
    work: UnitOfWork, told: ReconciliationImport, statement: BankStatement, rows: Rows
) -> None:
    await imports.keep_lines(work, BankEntry, rows)
    told.amount_opening = statement.amount_opening
    told.amount_closing = statement.amount_closing
    told.amount_total = sum(entry.amount for entry in statement.entries)
    closed = await days.closed_among(work, {entry.settles_on for entry in statement.entries})
    expected: list[int] = []
    unknown: list[int] = []
    for entry in statement.entries:
        day = counted_on(entry.settles_on, statement=statement.day, closed=closed)
        (unknown if day is None else expected).append(entry.amount)
    told.findings = [_finding("settles", expected)]
    told.findings += [_finding("unknown-entries", unknown)] if unknown else []


def _finding(kind: str, amounts: Sequence[int]) -> dict[str, Any]:
    return {"kind": kind, "count": len(amounts), "amount": jod(sum(amounts))}


def _record(work: UnitOfWork, told: ReconciliationImport) -> None:
    work.record(
        "money",
        f"{told.kind}-{told.state}",
        about=("settlement-file", told.import_id),
        internal=True,
        file=told.file_name,
        lines=told.lines,
    )

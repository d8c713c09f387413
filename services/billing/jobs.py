"""What billing does later: assess months, first and anew; read settlement files; announce."""

import asyncio
import logging
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from chassis.clock import month_bounds
from chassis.errors import Refusal
from chassis.jobs import JobRun, Jobs, TryLater
from chassis.messaging.failures import passes_by_waiting
from services.billing.closings import ASSESS
from services.billing.gateways import Gateways
from services.billing.gateways.reports.forms import BankStatement, HubReport
from services.billing.gateways.reports.hub_report import read_hub_report
from services.billing.gateways.reports.profiles import Profile, profile_of
from services.billing.gateways.reports.statement import read_statement
from services.billing.imports import HUB_REPORT
from services.billing.models.invoices import Closing
from services.billing.models.reconciliation import ReconciliationImport
from services.billing.queries import imports, invoices
from services.billing.reassessment import LANE, REASSESS
from services.billing.use_cases import close_day, upload_settlement_file
from services.billing.use_cases.adjust_invoice import adjust_invoice
from services.billing.use_cases.issue_invoice import issue_invoice
from services.billing.use_cases.judge_settlement_file import judge_settlement_file
from services.billing.use_cases.settle_payments import PAYMENTS_MAX, settle_payments

SHOWN_EVERY = 20

log = logging.getLogger(__name__)

jobs = Jobs()
jobs.lanes = {LANE: 1, upload_settlement_file.LANE: 1, close_day.LANE: 1}


@jobs.on(ASSESS)
async def assess_month(run: JobRun) -> None:
    """One establishment after the other, each in a transaction of its own.

    A second start passes over what is assessed: an establishment has one invoice a month. One that
    cannot be assessed keeps nobody else from his bill; the closing runs on until it can.
    """
    closing_id = UUID(run.payload["closing_id"])
    closing, establishments = await _begin(run, closing_id)
    left = 0
    for done, establishment_id in enumerate(establishments, start=1):
        left += not await _assessed(run, establishment_id, closing.month)
        if done % SHOWN_EVERY == 0:
            await run.progress(done, len(establishments))
    if left:
        raise TryLater(f"{left} of {len(establishments)} could not be assessed")
    async with run.last_step() as work:
        ended = await invoices.closing(work, closing_id)
        assert ended is not None, "a closing is never deleted"
        ended.state, ended.finished_at = "done", work.now
        ended.establishments_total = ended.establishments_done = len(establishments)


async def _assessed(run: JobRun, establishment_id: UUID, month: str) -> bool:
    """Whether the establishment is dealt with; what a wait for the database cures is raised."""
    try:
        async with run.step() as work:
            await issue_invoice(work, establishment_id, month)
    except Exception as error:
        if passes_by_waiting(error):
            raise
        fields = {"establishment_id": str(establishment_id), "month": month}
        log.exception("not assessed", extra={"fields": fields})
        return False
    return True


async def _begin(run: JobRun, closing_id: UUID) -> tuple[Closing, list[UUID]]:
    """The closing and whom it is about."""
    async with run.step() as work:
        closing = await invoices.closing(work, closing_id)
        assert closing is not None, "a job is written with its closing"
        if closing.establishment_id is not None:
            return closing, [closing.establishment_id]
        first, last = month_bounds(closing.month)
        return closing, await invoices.establishments_with_cover(work, first=first, last=last)


@jobs.on(REASSESS)
async def reassess_months(run: JobRun) -> None:
    """Month by month: what was held or never billed is billed, what was billed is adjusted.

    A second start finds nothing left to change.
    """
    establishment_id, cause = UUID(run.payload["establishment_id"]), run.payload["cause"]
    for month in run.payload["months"]:
        async with run.step() as work:
            await issue_invoice(work, establishment_id, month)
        async with run.step() as work:
            await adjust_invoice(work, establishment_id, month, cause=cause)
    async with run.last_step():
        pass


@jobs.on(upload_settlement_file.CHECK)
async def check_settlement_file(run: JobRun) -> None:
    """Read a report or a statement and store the verdict; a second start gives the same one."""
    outside: Gateways = run.outside
    import_id = UUID(run.payload["import_id"])
    async with run.step() as work:
        told = await imports.one_import(work, import_id)
        assert told is not None, "a job is written with its file"
        profiles = await imports.profiles(work, on=work.today(), kind=told.kind)
    [chosen, *_] = [one for one in profiles if one.name == told.profile]
    read = await _read(told, profile_of(chosen.name, chosen.definition), outside)
    rows = await asyncio.to_thread(_rows, import_id, read)
    async with run.last_step() as work:
        await judge_settlement_file(work, import_id, read, rows=rows, agreed=outside.agreed)


async def _read(
    told: ReconciliationImport, profile: Profile, outside: Gateways
) -> HubReport | BankStatement | Refusal:
    """What the file says, or why it is refused."""
    content = await outside.files.get(told.file_hash)
    try:
        if told.kind == HUB_REPORT:
            return await read_hub_report(content, profile, outside.agreed)
        return await read_statement(content, told.file_name, profile, outside.agreed)
    except Refusal as refusal:
        return refusal


def _rows(import_id: UUID, read: HubReport | BankStatement | Refusal) -> list[dict[str, Any]]:
    """The lines as the tables keep them."""
    if isinstance(read, Refusal):
        return []
    lines = read.lines if isinstance(read, HubReport) else read.entries
    rows = [{"import_id": import_id, **asdict(line)} for line in lines]
    for row in rows:
        row.pop("day", None)  # a report has one day, and its file keeps it
    return rows


@jobs.on(close_day.SETTLE)
async def announce_settlement(run: JobRun) -> None:
    """Slice by slice, each in a transaction of its own; a second start goes on where it stopped."""
    day, done, count = date.fromisoformat(run.payload["day"]), 0, PAYMENTS_MAX
    while count == PAYMENTS_MAX:
        async with run.step() as work:
            count = await settle_payments(work, day)
        done += count
        await run.progress(done)
    async with run.last_step():
        pass

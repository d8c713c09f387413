"""Let a day's bank statement count: its credits for the days they settle, the rest as unknown."""

from uuid import UUID

from chassis.authorize import branches_of, caller_of
from chassis.unit_of_work import UnitOfWork
from services.billing.exceptions import raise_all
from services.billing.gateways.reports.forms import Agreement
from services.billing.imports import BANK_STATEMENT, check_day, ready_import, take_in
from services.billing.matching import match_bank, unknown_entries
from services.billing.models.reconciliation import ReconciliationImport
from services.billing.queries import days, imports
from services.billing.rules.settlement import counted_on


async def import_bank_statement(
    work: UnitOfWork, import_id: UUID, *, agreed: Agreement
) -> tuple[ReconciliationImport, bool]:
    """The statement, and whether it counted before (then nothing changes).

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `StillReading`, `FileRefused`,
    `DayHasFile`, `DayNotBegun`.
    """
    await branches_of(work, "treasurer")
    told, already = await ready_import(work, import_id, BANK_STATEMENT)
    if already:
        return told, True
    assert told.day is not None, "a file that is ready has its day"
    entries = await imports.bank_entries(work, import_id)
    # All days it speaks of are held first, in their order: none closes while its money is counted.
    spoken_of = {told.day} | {one.settles_on for one in entries if one.settles_on is not None}
    for one in sorted(spoken_of):
        await days.open_day(work, one, agreed.account)
    day = await days.open_day(work, told.day, agreed.account)
    await check_day(work, BANK_STATEMENT, told.day)
    take_in(work, told, day, (await caller_of(work)).subject)
    closed = await days.closed_among(work, {entry.settles_on for entry in entries})
    for entry in entries:
        entry.counts_on = counted_on(entry.settles_on, statement=told.day, closed=closed)
    await raise_all(work, unknown_entries(told.day, entries))
    await work.session.flush()
    for settled in sorted({told.day} | {e.counts_on for e in entries if e.counts_on is not None}):
        await match_bank(work, await days.open_day(work, settled, agreed.account), agreed)
    return told, False

"""Let a day's report count: name what differs, book lost notices, take back what was reversed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.authorize import branches_of, caller_of
from chassis.copies import establishments_by_payment_number
from chassis.ids import uuid7
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from services.billing.booking import book
from services.billing.exceptions import Resolution, raise_all
from services.billing.gateways.reports.forms import Agreement
from services.billing.imports import HUB_REPORT, check_day, ready_import, take_in
from services.billing.matching import by_kind, match_bank, match_report, raised_of
from services.billing.models.payments import HubPayment
from services.billing.models.reconciliation import (
    HeldReversal,
    HubReportLine,
    ReconciliationImport,
)
from services.billing.queries import days, imports, payments
from services.billing.queries.matching import Difference
from services.billing.reversal import REVERSED_BY_HUB, release_differences, reverse


async def import_hub_report(
    work: UnitOfWork, import_id: UUID, *, agreed: Agreement, service_type: str
) -> tuple[ReconciliationImport, bool]:
    """The report, and whether it counted before (then nothing changes).

    Raises `NotAllowed` (needs the role treasurer), `NotFound`, `StillReading`, `FileRefused`,
    `DayHasFile`, `DayNotBegun`.
    """
    await branches_of(work, "treasurer")
    told, already = await ready_import(work, import_id, HUB_REPORT)
    if already:
        return told, True
    assert told.day is not None, "a file that is ready has its day"
    on, day = told.day, await days.open_day(work, told.day, agreed.account)
    await check_day(work, HUB_REPORT, on)
    take_in(work, told, day, (await caller_of(work)).subject)
    found = by_kind(await match_report(work, day, agreed))
    lost = found.get("lost-notice", [])
    await _hold(work, import_id, on, found.get("reversal-held", []), lost)
    await _book_lost(work, import_id, on, lost, service_type)
    await _take_back(work, on, found.get("reversed", []))
    await payments.mark_reported(work, import_id, day=on, biller_code=agreed.biller_code)
    await payments.settle_what_was_missing(work)
    await match_bank(work, day, agreed)
    return told, False


async def _hold(
    work: UnitOfWork,
    import_id: UUID,
    on: date,
    early: Sequence[Difference],
    lost: Sequence[Difference],
) -> None:
    """Keep each reversal until its payment comes; that of a lost notice comes right after."""
    if not early:
        return
    rows = [
        {
            "transaction": one.transaction,
            "import_id": import_id,
            "day": on,
            "held_at": work.now,
        }
        for one in early
    ]
    await work.session.execute(insert(HeldReversal).on_conflict_do_nothing(), rows)
    coming = {one.transaction for one in lost}
    await raise_all(work, [raised_of(one, on) for one in early if one.transaction not in coming])


async def _book_lost(
    work: UnitOfWork, import_id: UUID, on: date, lost: Sequence[Difference], service_type: str
) -> None:
    """Book what the hub took and never told us, exactly as a notice would have been."""
    if not lost:
        return
    lines = await imports.lines_with(work, import_id, "lost-notice")
    owners = await establishments_by_payment_number(work, {line.billing_no for line in lines})
    made = [_payment(work, line, on, owners.get(line.billing_no), service_type) for line in lines]
    booked = {payment.transaction for payment in await book(work, made)}
    await _tell(work, [one for one in lost if one.transaction in booked], on, "booked")


def _payment(
    work: UnitOfWork,
    line: HubReportLine,
    on: date,
    owner: EstablishmentCopy | None,
    service_type: str,
) -> HubPayment:
    """The payment as its notice would have told it; a report does not say how it was made."""
    return HubPayment(
        payment_id=uuid7(),
        transaction=line.transaction,
        billing_no=line.billing_no,
        service_type=service_type,
        establishment_id=owner.establishment_id if owner else None,
        amount_paid=line.amount_paid,
        process_at=line.process_at,
        value_on=on,
        bank_code=line.bank_code,
        bank_trx=line.bank_trx,
        guid=str(line.import_id),
        received_at=work.now,
        source="report",
    )


async def _take_back(work: UnitOfWork, on: date, found: Sequence[Difference]) -> None:
    """Reverse what the hub reports as reversed; what the treasurer had reversed is confirmed."""
    known = await payments.payments_by_id(
        work, [one.payment_id for one in found if one.payment_id is not None]
    )
    for payment in known:
        if payment.reversed_at is None:
            await reverse(work, payment, reason=REVERSED_BY_HUB, reported_on=on)
        else:
            payment.reversal_reported_on = on
            await release_differences(work, payment)
    await _tell(work, found, on, "reversed")


async def _tell(
    work: UnitOfWork, found: Sequence[Difference], on: date, resolution: Resolution
) -> None:
    """For the record: differences that the import itself has settled."""
    named = [replace(raised_of(one, on), resolution=resolution) for one in found]
    await raise_all(work, named)

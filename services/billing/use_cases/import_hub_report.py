"""Let a day's report count: name what differs, book lost notices, take back what was reversed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.authorize import branches_of, caller_of
from chassis.copies import establishments_by_payment_number
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.billing.booking import REVERSED_BY_HUB, book, release_differences, reverse
from services.billing.exceptions import Raised, raise_all
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
    day = await days.open_day(work, told.day, agreed.account)
    await check_day(work, HUB_REPORT, told.day)
    take_in(work, told, day, (await caller_of(work)).subject)
    found = by_kind(await match_report(work, day, agreed))
    lost = {one.transaction for one in found.get("lost-notice", ())}
    await _hold(work, told, found.get("reversal-held", ()), lost)
    await _book_lost(work, told, found.get("lost-notice", ()), service_type)
    await _take_back(work, told.day, found.get("reversed", ()))
    await payments.mark_reported(work, told.import_id, day=told.day, biller_code=agreed.biller_code)
    await payments.settle_what_was_missing(work)
    await match_bank(work, day, agreed)
    return told, False


async def _hold(
    work: UnitOfWork,
    told: ReconciliationImport,
    early: Sequence[Difference],
    lost: set[str],
) -> None:
    """Keep a reversal until its payment comes; that of a lost notice comes right after."""
    assert told.day is not None, "a file that is ready has its day"
    for one in early:
        await work.session.execute(
            insert(HeldReversal)
            .values(
                transaction=one.transaction,
                import_id=told.import_id,
                day=told.day,
                held_at=work.now,
            )
            .on_conflict_do_nothing()
        )
    await raise_all(
        work, [raised_of(one, told.day) for one in early if one.transaction not in lost]
    )


async def _book_lost(
    work: UnitOfWork,
    told: ReconciliationImport,
    lost: Sequence[Difference],
    service_type: str,
) -> None:
    """Book what the hub took and never told us, exactly as a notice would have been."""
    if not lost:
        return
    lines = await imports.lines_with(work, told.import_id, "lost-notice")
    owners = await establishments_by_payment_number(work, {line.billing_no for line in lines})
    made = []
    for line in lines:
        owner = owners.get(line.billing_no)
        made.append(_payment(work, told, line, owner.establishment_id if owner else None))
        made[-1].service_type = service_type
    booked = {payment.transaction for payment in await book(work, made)}
    assert told.day is not None, "a file that is ready has its day"
    named = [raised_of(one, told.day) for one in lost if one.transaction in booked]
    await raise_all(work, [_booked(one) for one in named])


def _payment(
    work: UnitOfWork, told: ReconciliationImport, line: HubReportLine, owner: UUID | None
) -> HubPayment:
    assert told.day is not None, "a file that is ready has its day"
    return HubPayment(
        payment_id=uuid7(),
        transaction=line.transaction,
        billing_no=line.billing_no,
        service_type="",
        establishment_id=owner,
        amount_paid=line.amount_paid,
        process_at=line.process_at,
        value_on=told.day,
        bank_code=line.bank_code,
        bank_trx=line.bank_trx,
        guid=str(told.import_id),
        received_at=work.now,
        source="report",
    )


def _booked(raised: Raised) -> Raised:
    return Raised(raised.kind, raised.fingerprint, raised.facts, raised.day, resolution="booked")


async def _take_back(work: UnitOfWork, day: date, found: Sequence[Difference]) -> None:
    """Reverse what the hub reports as reversed; what the treasurer had reversed is confirmed."""
    known = await payments.payments_by_id(
        work, [one.payment_id for one in found if one.payment_id is not None]
    )
    for payment in known:
        if payment.reversed_at is None:
            await reverse(work, payment, reason=REVERSED_BY_HUB, reported_on=day)
        else:
            payment.reversal_reported_on = day
            await release_differences(work, payment)
    named = [raised_of(one, day) for one in found]
    told = [Raised(n.kind, n.fingerprint, n.facts, n.day, resolution="reversed") for n in named]
    await raise_all(work, told)

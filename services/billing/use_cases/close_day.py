"""Close a settlement day: every difference matched or explained, the money moved on the ledger."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.authorize import branches_of, caller_of
from chassis.errors import Message, Refusal
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing import ledger
from services.billing.exceptions import settle
from services.billing.gateways.reports.forms import Agreement
from services.billing.matching import match_bank, match_report
from services.billing.models.payments import PaymentException
from services.billing.models.reconciliation import ReconciliationDay
from services.billing.queries import days, exceptions
from services.billing.rules.settlement import STAYS_OPEN, Move, between, into_suspense

SETTLE = "announce_settlement"
LANE = "settlements"


class FilesMissing(Refusal):
    """The hub's report or the bank's statement of the day is not in yet."""

    status = 409
    message = Message(
        ar="لم يُستورد بعد لليوم \u2066{day}\u2069: {missing_ar}.",
        en="Not imported yet for {day}: {missing_en}.",
        fix_ar="رفع الملف الناقص واستيراده.",
        fix_en="Upload and import the missing file.",
    )


class OpenDifferences(Refusal):
    """Differences that nobody has explained."""

    status = 409
    keeps_effects = True  # what matching has just found stays on the list
    message = Message(
        ar="في اليوم \u2066{day}\u2069 فروقات بلا توضيح: {count}.",
        en="{count} differences of {day} have no explanation.",
        fix_ar="توضيح كل فرق ثم إغلاق اليوم.",
        fix_en="Explain each difference, then close the day.",
    )


class DayClosed(Refusal):
    """The day was closed before."""

    status = 409
    message = Message(
        ar="أُغلق اليوم \u2066{day}\u2069 من قبل.",
        en="The day {day} was closed before.",
        fix_ar="مراجعة اليوم؛ ما يتأخر يظهر في يوم وصوله.",
        fix_en="Look at the day; what comes late shows on the day it comes.",
    )


async def close_day(work: UnitOfWork, on: date, *, agreed: Agreement) -> ReconciliationDay:
    """The closed day; its payments are announced as settled right after.

    Raises `NotAllowed` (needs the role treasurer), `FilesMissing`, `OpenDifferences`, `DayClosed`.
    """
    await branches_of(work, "treasurer")
    day = await days.the_day(work, on, agreed.account, lock="close")
    _check_files(on, day)
    assert day is not None, "its files are in"
    await match_report(work, day, agreed)
    await match_bank(work, day, agreed)
    found = await exceptions.open_on(work, on)
    unexplained = [one for one in found if not one.explained_at]
    if unexplained:
        raise OpenDifferences(day=on.isoformat(), count=len(unexplained))
    await _post_differences(work, found)
    await _close(work, day, agreed, (await caller_of(work)).subject)
    work.enqueue(SETTLE, {"day": on.isoformat()}, lane=LANE)
    return day


def _check_files(on: date, day: ReconciliationDay | None) -> None:
    if day is not None and day.state == "closed":
        raise DayClosed(day=on.isoformat())
    missing = []
    if day is None or day.report_import_id is None:
        missing.append(("تقرير إي فواتيركم", "the hub's report"))
    if day is None or day.statement_import_id is None:
        missing.append(("كشف البنك", "the bank's statement"))
    if missing:
        arabic, english = ([pair[side] for pair in missing] for side in (0, 1))
        raise FilesMissing(
            day=on.isoformat(), missing_ar="، ".join(arabic), missing_en=", ".join(english)
        )


async def _post_differences(work: UnitOfWork, found: Sequence[PaymentException]) -> None:
    """Money of an explained difference goes to suspense; one without money is done with."""
    entries = []
    for raised in found:
        if raised.posted_at is not None:
            continue
        move = into_suspense(raised.kind, raised.amount)
        if move is not None:
            entries.append(_entry(raised, move))
            raised.posted_at = work.now
        elif raised.kind not in STAYS_OPEN:
            settle(work, raised, "explained")
    await ledger.post_all(work, entries)


def _entry(raised: PaymentException, move: Move) -> ledger.Entry:
    number = str(raised.facts.get("transaction", raised.fingerprint))
    about = ledger.About("difference", raised.exception_id, number, None)
    return ledger.Entry(about, move.debit, move.credit, move.amount)


async def _close(work: UnitOfWork, day: ReconciliationDay, agreed: Agreement, by: UUID) -> None:
    """Move what the bank has credited out of the hub's clearing account."""
    hub = await days.hub_leg(
        work, day.report_import_id, day=day.day, biller_code=agreed.biller_code
    )
    bank = await days.bank_leg(work, day.day)
    assert hub is not None, "its report is in"
    move = between(ledger.SETTLEMENT_ACCOUNT, ledger.BANK_HUB, bank.amount)
    if move is not None:
        about = ledger.About("settlement", day.day_id, day.day.isoformat(), None)
        await ledger.post(work, about, debit=move.debit, credit=move.credit, amount=move.amount)
    day.amount_ledger = (await days.ledger_leg(work, day.day)).amount
    day.amount_hub, day.amount_bank = hub.amount, bank.amount
    day.state, day.closed_by, day.closed_at = "closed", by, work.now
    work.record(
        "money",
        "settlement-day-closed",
        about=("settlement-day", day.day.isoformat()),
        internal=True,
        hub=jod(hub.amount),
        bank=jod(bank.amount),
    )

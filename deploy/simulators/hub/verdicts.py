"""What the hub itself finds wrong with an answer, under its own error numbers.

A finding does not stop anything here: it is told beside the answer, for the biller's developers.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel

from deploy.simulators.hub.answers import Answer, BillView, TransactionView
from deploy.simulators.hub.messages import PaymentFacts, PullFacts, moment

BILLER_CODES = frozenset(
    {0, 2, 5, 6, 7, 101, 303, 306, 313, 314, 322, 323, 324, 325, 326, 327, 328, 331, 340, 354}
    | {358, 359, 360, 364, 367, 379, 380, 385, 401, 404, 408, 409}
)


class Finding(BaseModel):
    """A rule of the hub that an answer breaks."""

    code: int
    text: str


def header_findings(answer: Answer, *, guid: str, biller_code: int, kind: str) -> Iterator[Finding]:
    """Rules of every answer."""
    if answer.guid is None or answer.guid.lower() != guid.lower():
        yield Finding(code=385, text=f"GUID {answer.guid} does not repeat the request's")
    if answer.sender != str(biller_code):
        yield Finding(code=5, text=f"SdrCode {answer.sender}")
    if answer.kind != kind:
        yield Finding(code=101, text=f"ResTyp {answer.kind}, not {kind}")
    for empty in _empty_leaves(answer):
        yield Finding(code=101, text=f"{empty} is empty")
    if answer.code not in BILLER_CODES:
        yield Finding(code=378, text=f"unexpected result code {answer.code}")


def pull_findings(
    answer: Answer, bills: list[BillView], facts: PullFacts, *, at: datetime
) -> Iterator[Finding]:
    """Rules of bills; `at` is when the answer came."""
    if answer.root.findtext("MsgBody/RecCount") != str(len(bills)):
        yield Finding(code=355, text="RecCount is not the number of records")
    for bill in bills:
        yield from _bill_findings(bill, facts, moment(at))


def payment_findings(
    answer: Answer, transactions: list[TransactionView], facts: PaymentFacts
) -> Iterator[Finding]:
    """Rules of the answer to a notification; a refused message has no transactions."""
    if answer.code == 0 and len(transactions) != 1:
        yield Finding(code=101, text=f"{len(transactions)} transactions, one was sent")
    for echoed in transactions:
        if echoed.transaction != facts.transaction:
            yield Finding(code=358, text=f"JOEBPPSTrx {echoed.transaction}")
        if echoed.process_date != moment(facts.process_date):
            yield Finding(code=327, text=f"ProcessDate {echoed.process_date}")
        if echoed.stmt_date != facts.stmt_date.isoformat():
            yield Finding(code=359, text=f"STMTDate {echoed.stmt_date}")
        if echoed.code not in BILLER_CODES:
            yield Finding(code=378, text=f"unexpected result code {echoed.code}")


def _bill_findings(bill: BillView, facts: PullFacts, now: str) -> Iterator[Finding]:
    if bill.billing_no != facts.billing_no:
        yield Finding(code=356, text=f"BillingNo {bill.billing_no}")
    if bill.bill_no != bill.billing_no:
        yield Finding(code=357, text=f"BillNo {bill.bill_no}")
    if bill.service_type != facts.service_type:
        yield Finding(code=384, text=f"ServiceType {bill.service_type}")
    if bill.code not in BILLER_CODES:
        yield Finding(code=378, text=f"unexpected result code {bill.code}")
    if bill.issue_date > now:
        yield Finding(code=317, text=f"IssueDate {bill.issue_date} is to come")
    if bill.due_date > now:
        yield Finding(code=339, text=f"DueDate {bill.due_date} is to come")
    due, lower, upper = (_decimal(text) for text in (bill.due_amount, bill.lower, bill.upper))
    if due is None:
        yield Finding(code=326, text=f"DueAmount {bill.due_amount}")
    if not bill.allow_part and not due == lower == upper:
        yield Finding(code=330, text=f"Lower {bill.lower}, Upper {bill.upper}")


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _empty_leaves(answer: Answer) -> list[str]:
    """Elements without content; an empty `MsgBody` refuses a message and is right."""
    return [
        str(element.tag)
        for element in answer.root.iter("*")
        if len(element) == 0 and not (element.text or "").strip() and element.tag != "MsgBody"
    ]

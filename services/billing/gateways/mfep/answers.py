"""Our answers to the hub: `BILPULRS` and `BLRPMTNTFRS`, signed, in the hub's element order.

An optional element is written only if it has a text: the hub's schema check refuses empty ones.
The signed text stands in the answer as it was signed, so every way of checking it sees the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from chassis.clock import AMMAN
from chassis.money import jod
from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.markup import Node, markup, node
from services.billing.gateways.mfep.messages import BillPull, Echo, is_guid
from services.billing.gateways.mfep.signatures import TextMode, sign

# The hub refuses a bill dated in its future (339), and its clock is not ours.
BACKDATED = timedelta(minutes=5)
_NAME_MAX = 150
_NEWLINES = {
    TextMode.RAW: None,
    TextMode.WITHOUT_FORMAT: None,
    TextMode.WITH_FORMAT_CRLF: "\r\n",
    TextMode.WITH_FORMAT_LF: "\n",
}
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Biller:
    """Who answers: our code at the hub, the key it knows us by, the layout it verifies."""

    code: int
    private_key: RSAPrivateKey
    text_mode: TextMode = TextMode.WITHOUT_FORMAT


@dataclass(frozen=True, slots=True)
class Bill:
    """What is due: `due_fils` above zero, paid in full or not at all; last moment `payable_until`.

    `payable_until` is when the hub stops taking money, not the legal due date.
    """

    due_fils: int
    customer_name: str
    free_text: str
    payable_until: datetime | None = None


def bill_answer(pull: BillPull, bill: Bill, *, now: datetime, biller: Biller) -> bytes:
    """`BILPULRS` with one bill to pay; ValueError if nothing is due."""
    if bill.due_fils <= 0:
        raise ValueError("a bill to pay must be above zero; answer nothing_due instead")
    record = _bill_record(pull, ResultCode.SUCCESS, jod(bill.due_fils), bill, now)
    return _bills(pull.guid, record, now, biller)


def unknown_account_answer(pull: BillPull, *, now: datetime, biller: Biller) -> bytes:
    """`BILPULRS` for a billing number nobody has: success outside, 408 inside the record."""
    return _empty_bill(pull, ResultCode.INVALID_BILLING_NO, now, biller)


def nothing_due_answer(pull: BillPull, *, now: datetime, biller: Biller) -> bytes:
    """`BILPULRS` for a known account that owes nothing: 324 inside the record."""
    return _empty_bill(pull, ResultCode.ALREADY_PAID, now, biller)


def refused_pull_answer(code: ResultCode, guid: str, *, now: datetime, biller: Biller) -> bytes:
    """`BILPULRS` that refuses the message itself, with no record."""
    body = node("MsgBody", node("RecCount", "0"))
    return _message("BILPULRS", guid, code, body, now=now, biller=biller)


def payment_answer(
    results: Sequence[tuple[Echo, ResultCode]], guid: str, *, now: datetime, biller: Biller
) -> bytes:
    """`BLRPMTNTFRS` with the result of each transaction, in the order of the request.

    The header repeats a result that all share, so that a hub that reads only the header retries
    what failed as a whole; otherwise it says that the message was processed.
    """
    shared = {code for _, code in results}
    header = shared.pop() if len(shared) == 1 else ResultCode.SUCCESS
    body = node("MsgBody", node("Transactions", *(_transaction(*result) for result in results)))
    return _message("BLRPMTNTFRS", guid, header, body, now=now, biller=biller)


def refused_payment_answer(code: ResultCode, guid: str, *, now: datetime, biller: Biller) -> bytes:
    """`BLRPMTNTFRS` that refuses the message itself; its body is empty."""
    return _message("BLRPMTNTFRS", guid, code, node("MsgBody"), now=now, biller=biller)


def _empty_bill(pull: BillPull, code: ResultCode, now: datetime, biller: Biller) -> bytes:
    placeholder = Bill(due_fils=0, customer_name="NO CustName", free_text="NO FreeText")
    return _bills(pull.guid, _bill_record(pull, code, "0", placeholder, now), now, biller)


def _bills(guid: str, record: Node, now: datetime, biller: Biller) -> bytes:
    body = node("MsgBody", node("RecCount", "1"), node("BillsRec", record))
    return _message("BILPULRS", guid, ResultCode.SUCCESS, body, now=now, biller=biller)


def _bill_record(pull: BillPull, code: ResultCode, due: str, bill: Bill, now: datetime) -> Node:
    issued = _moment(now - BACKDATED)
    until = () if bill.payable_until is None else (_moment(bill.payable_until),)
    return node(
        "BillRec",
        _result(code),
        node("AcctInfo", node("BillingNo", pull.billing_no), node("BillNo", pull.billing_no)),
        node("BillStatus", "BillNew"),
        node("DueAmount", due),
        node("IssueDate", issued),
        node("DueDate", issued),
        *(node("ExpiryDate", moment) for moment in until),
        node("ServiceType", pull.service_type),
        node("BillType", "OneOff"),
        node("PmtConst", node("AllowPart", "false"), node("Lower", due), node("Upper", due)),
        *_additional_info(bill),
    )


def _additional_info(bill: Bill) -> list[Node]:
    texts = {
        "CustName": _printed(bill.customer_name)[:_NAME_MAX].strip(),
        "FreeText": _printed(bill.free_text),
    }
    lines = [node(name, text) for name, text in texts.items() if text]
    return [node("AdditionalInfo", *lines)] if lines else []


def _printed(text: str) -> str:
    """One line: line breaks would be rewritten by the hub and break the signature."""
    return " ".join(_NOT_PRINTED.sub(" ", text).split())


def _transaction(echo: Echo, code: ResultCode) -> Node:
    return node(
        "TrxInf",
        node("JOEBPPSTrx", echo.trx),
        node("ProcessDate", echo.process_date),
        node("STMTDate", echo.stmt_date),
        _result(code),
    )


def _result(code: ResultCode) -> Node:
    return node(
        "Result",
        node("ErrorCode", str(code.value)),
        node("ErrorDesc", code.text),
        node("Severity", code.severity),
    )


def _moment(instant: datetime) -> str:
    return instant.astimezone(AMMAN).strftime("%Y-%m-%dT%H:%M:%S")


def _message(
    answer_type: str, guid: str, code: ResultCode, body: Node, *, now: datetime, biller: Biller
) -> bytes:
    signed = markup(body, newline=_NEWLINES[biller.text_mode])
    header = node(
        "MsgHeader",
        node("TmStp", _moment(now)),
        *([node("GUID", guid)] if is_guid(guid) else []),
        node("TrsInf", node("SdrCode", str(biller.code)), node("ResTyp", answer_type)),
        _result(code),
    )
    signature = node("Signature", sign(signed, biller.private_key))
    footer = node("MsgFooter", node("Security", signature))
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<MFEP>{markup(header)}{signed}{markup(footer)}</MFEP>"
    ).encode()

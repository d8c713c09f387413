"""What the biller answers: `BILPULRS` and `BLRPMTNTFRS`, read strictly."""

from dataclasses import dataclass

from lxml import etree
from pydantic import BaseModel


class UnreadableAnswer(Exception):
    """Not a message of the hub's protocol."""


class BillView(BaseModel):
    """One bill record as the biller wrote it; `code` and `description` are its own result."""

    code: int
    description: str
    billing_no: str
    bill_no: str
    due_amount: str
    status: str
    issue_date: str
    due_date: str
    expiry_date: str | None
    service_type: str
    bill_type: str | None
    allow_part: bool
    lower: str | None
    upper: str | None
    customer_name: str | None
    free_text: str | None


class TransactionView(BaseModel):
    """What the biller says of one payment: the echoed texts and the result."""

    transaction: str
    process_date: str
    stmt_date: str
    code: int
    description: str


@dataclass(frozen=True)
class Answer:
    """The header of an answer, and its root for what lies below."""

    root: etree._Element
    guid: str | None
    sender: str | None
    kind: str | None
    code: int
    description: str


def read_answer(raw: bytes) -> Answer:
    """The answer's header; UnreadableAnswer if it is no `MFEP` message with a result."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableAnswer(f"not XML: {error}") from error
    if root.tag != "MFEP" or root.getroottree().docinfo.doctype:
        raise UnreadableAnswer("not an MFEP message")
    header = "MsgHeader"
    return Answer(
        root=root,
        guid=root.findtext(f"{header}/GUID"),
        sender=root.findtext(f"{header}/TrsInf/SdrCode"),
        kind=root.findtext(f"{header}/TrsInf/ResTyp"),
        code=_code(root, f"{header}/Result"),
        description=root.findtext(f"{header}/Result/ErrorDesc") or "",
    )


def bills_of(answer: Answer) -> list[BillView]:
    """The bill records, in their order."""
    return [_bill(record) for record in answer.root.findall("MsgBody/BillsRec/BillRec")]


def transactions_of(answer: Answer) -> list[TransactionView]:
    """The results of the transactions, in their order."""
    return [_transaction(each) for each in answer.root.findall("MsgBody/Transactions/TrxInf")]


def _bill(record: etree._Element) -> BillView:
    return BillView(
        code=_code(record, "Result"),
        description=_text(record, "Result/ErrorDesc"),
        billing_no=_text(record, "AcctInfo/BillingNo"),
        bill_no=_text(record, "AcctInfo/BillNo"),
        due_amount=_text(record, "DueAmount"),
        status=_text(record, "BillStatus"),
        issue_date=_text(record, "IssueDate"),
        due_date=_text(record, "DueDate"),
        expiry_date=record.findtext("ExpiryDate"),
        service_type=_text(record, "ServiceType"),
        bill_type=record.findtext("BillType"),
        allow_part=record.findtext("PmtConst/AllowPart") == "true",
        lower=record.findtext("PmtConst/Lower"),
        upper=record.findtext("PmtConst/Upper"),
        customer_name=record.findtext("AdditionalInfo/CustName"),
        free_text=record.findtext("AdditionalInfo/FreeText"),
    )


def _transaction(trx_inf: etree._Element) -> TransactionView:
    return TransactionView(
        transaction=_text(trx_inf, "JOEBPPSTrx"),
        process_date=_text(trx_inf, "ProcessDate"),
        stmt_date=_text(trx_inf, "STMTDate"),
        code=_code(trx_inf, "Result"),
        description=_text(trx_inf, "Result/ErrorDesc"),
    )


def _text(parent: etree._Element, path: str) -> str:
    text = parent.findtext(path)
    if not text:
        raise UnreadableAnswer(f"no {path} in {parent.tag!s}")
    return text


def _code(parent: etree._Element, path: str) -> int:
    text = _text(parent, f"{path}/ErrorCode")
    if not text.isdecimal():
        raise UnreadableAnswer(f"result code {text}")
    return int(text)

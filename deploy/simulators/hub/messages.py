"""What the hub sends: `BILPULRQ` and `BLRPMTNTFRQ`, in its element order, signed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from deploy.simulators.hub.signing import SignMode, body_text, sign

AMMAN = ZoneInfo("Asia/Amman")


def _in_amman(at: datetime) -> datetime:
    """A time given without a zone is the operator's."""
    return at if at.tzinfo else at.replace(tzinfo=AMMAN)


# XML has no place for control characters and non-characters.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f\uFFFE\uFFFF]+$", max_length=60)]
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,9}\.[0-9]{3}$")]
Moment = Annotated[datetime, AfterValidator(_in_amman)]


class PullFacts(BaseModel):
    """A customer asks a bank what is due."""

    model_config = ConfigDict(extra="forbid")

    billing_no: Text
    service_type: Text
    biller_code: int


class PaymentFacts(BaseModel):
    """A payment that the hub has taken: final, whatever the biller says. Amounts in JOD.

    `process_date` and `stmt_date` are Amman's; `due_amount` is what the pull had said.
    """

    model_config = ConfigDict(extra="forbid")

    transaction: Text
    billing_no: Text
    bill_no: Text
    service_type: Text
    biller_code: int
    amount: Amount
    due_amount: Amount
    fees_amount: Amount
    fees_on_biller: bool
    process_date: Moment
    stmt_date: date
    bank_code: int
    bank_transaction: Text
    status: Text
    channel: Text
    method: Text


@dataclass(frozen=True)
class Sender:
    """Who sends, with which key, and how what is signed becomes text."""

    hub_code: int
    key: RSAPrivateKey
    mode: SignMode = SignMode.WITHOUT_FORMAT


def pull_message(facts: PullFacts, *, sender: Sender, at: datetime) -> bytes:
    """`BILPULRQ`."""
    leaves = {
        "AcctInfo/BillingNo": facts.billing_no,
        "AcctInfo/BillNo": facts.billing_no,
        "ServiceType": facts.service_type,
    }
    return _message("BILPULRQ", leaves, facts.biller_code, sender, at)


def payment_message(facts: PaymentFacts, *, sender: Sender, at: datetime) -> bytes:
    """`BLRPMTNTFRQ` with one transaction."""
    inside = "Transactions/TrxInf"
    leaves = {f"{inside}/{path}": text for path, text in _payment_leaves(facts)}
    return _message("BLRPMTNTFRQ", leaves, facts.biller_code, sender, at)


def moment(at: datetime) -> str:
    """An instant as the hub writes it: Amman time, no zone, no fraction."""
    return at.astimezone(AMMAN).strftime("%Y-%m-%dT%H:%M:%S")


def _payment_leaves(facts: PaymentFacts) -> Iterator[tuple[str, str]]:
    yield "AcctInfo/BillingNo", facts.billing_no
    yield "AcctInfo/BillNo", facts.bill_no
    yield "JOEBPPSTrx", facts.transaction
    yield "BankTrxID", facts.bank_transaction
    yield "BankCode", str(facts.bank_code)
    yield "PmtStatus", facts.status
    yield "DueAmt", facts.due_amount
    yield "PaidAmt", facts.amount
    yield "FeesAmt", facts.fees_amount
    yield "FeesOnBiller", "true" if facts.fees_on_biller else "false"
    yield "ProcessDate", moment(facts.process_date)
    yield "STMTDate", facts.stmt_date.isoformat()
    yield "AccessChannel", facts.channel
    yield "PaymentMethod", facts.method
    yield "PaymentType", "Postpaid"
    yield "Currency", "JOD"
    yield "ServiceTypeDetails/ServiceType", facts.service_type


def _message(
    request_type: str, leaves: dict[str, str], biller_code: int, sender: Sender, at: datetime
) -> bytes:
    header = {
        "TmStp": moment(at),
        "TrsInf/SdrCode": str(sender.hub_code),
        "TrsInf/RcvCode": str(biller_code),
        "TrsInf/ReqTyp": request_type,
    }
    written = etree.tostring(_tree("MsgBody", leaves), encoding="utf-8")
    signed = body_text(written, sender.mode)
    assert signed is not None, "a message has one body"
    footer = {"Security/Signature": sign(signed, sender.key)}
    before, after = (
        etree.tostring(_tree(name, parts), encoding="unicode")
        for name, parts in (("MsgHeader", header), ("MsgFooter", footer))
    )
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{declaration}\n<MFEP>{before}{signed}{after}</MFEP>".encode()


def _tree(name: str, leaves: dict[str, str]) -> etree._Element:
    """Elements from paths; neighbours with the same beginning share it."""
    root = etree.Element(name)
    for path, text in leaves.items():
        *branches, leaf = path.split("/")
        place = root
        for branch in branches:
            found = place.find(branch)
            place = etree.SubElement(place, branch) if found is None else found
        etree.SubElement(place, leaf).text = text
    return root

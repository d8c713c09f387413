"""What the hub asks: bill pulls (`BILPULRQ`) and payment notices (`BLRPMTNTFRQ`) as plain values.

Reading checks form and addressing only. It does not check the signature (`signatures.verify`) and
knows no bill: money that was taken is never refused here for a business reason.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.document import (
    Element,
    MalformedMessage,
    read_document,
    schema_fault,
)
from services.billing.gateways.mfep.fields import (
    amount_fils,
    bank_code,
    boolean,
    integer_of,
    optional_text,
    process_date_of,
    spelling,
    stmt_date_of,
    text_of,
)

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TRANSACTION = re.compile(r"[A-Za-z0-9._/-]{1,50}")


@dataclass(frozen=True, slots=True)
class Connection:
    """What was agreed with the operator: who the hub is, who we are, which services we bill."""

    hub_code: int
    biller_code: int
    service_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class BillPull:
    """A customer asks, through a bank, what is due on a billing number."""

    guid: str
    sender: int
    receiver: int
    billing_no: str
    service_type: str


@dataclass(frozen=True, slots=True)
class Echo:
    """Texts of a transaction that its answer repeats unchanged."""

    trx: str
    process_date: str
    stmt_date: str


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """One payment that the hub has taken; amounts in fils, `process_date` in Amman time."""

    echo: Echo
    trx: str
    billing_no: str
    service_type: str
    paid_fils: int
    due_fils: int
    fees_fils: int
    fees_on_biller: bool
    process_date: datetime
    stmt_date: date
    bank_code: int
    bank_trx: str
    method: str | None
    channel: str | None
    status: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class FaultyNotice:
    """One transaction of a message that cannot be read; the others are answered all the same."""

    echo: Echo
    code: ResultCode
    detail: str


@dataclass(frozen=True, slots=True)
class PaymentEnvelope:
    """The transactions of one notification message, in its order."""

    guid: str
    sender: int
    receiver: int
    transactions: tuple[PaymentNotice | FaultyNotice, ...]

    @property
    def notices(self) -> tuple[PaymentNotice, ...]:
        """The transactions that could be read."""
        return tuple(item for item in self.transactions if isinstance(item, PaymentNotice))


def parse_bill_pull(raw: bytes, guid: str, *, connection: Connection) -> BillPull:
    """The bill pull of a message; MalformedMessage says with which code to answer otherwise."""
    root = read_document(raw)
    sender, receiver = _addressing(
        root,
        guid,
        connection,
        request_type="BILPULRQ",
        wrong_receiver=ResultCode.WRONG_RECEIVER_OF_PULL,
    )
    body = root.required("MsgBody")
    billing_no = _billing_no(body.required("AcctInfo"), connection)
    service_type = text_of(body, "ServiceType", length_max=25)
    if service_type not in connection.service_types:
        raise MalformedMessage(ResultCode.UNRECOGNISED_SERVICE_TYPE, service_type)
    return BillPull(guid, sender, receiver, billing_no, service_type)


def parse_payment_notice(raw: bytes, guid: str, *, connection: Connection) -> PaymentEnvelope:
    """The transactions of a notification; MalformedMessage if the message as a whole is unfit.

    A service type we do not know is no fault here: the money was taken and is kept in suspense.
    """
    root = read_document(raw)
    sender, receiver = _addressing(
        root,
        guid,
        connection,
        request_type="BLRPMTNTFRQ",
        wrong_receiver=ResultCode.WRONG_RECEIVER_OF_NOTIFICATION,
    )
    listed = root.required("MsgBody").required("Transactions").children("TrxInf")
    if not listed:
        raise schema_fault("no Transactions/TrxInf")
    transactions = tuple(_transaction(trx_inf, connection) for trx_inf in listed)
    return PaymentEnvelope(guid, sender, receiver, transactions)


def is_guid(text: str) -> bool:
    """Whether a text is a GUID of 36 characters."""
    return _GUID.fullmatch(text) is not None


def _addressing(
    root: Element,
    guid: str,
    connection: Connection,
    *,
    request_type: str,
    wrong_receiver: ResultCode,
) -> tuple[int, int]:
    header = root.required("MsgHeader")
    parties = header.required("TrsInf")
    if not is_guid(guid):
        raise MalformedMessage(ResultCode.INVALID_GUID, "GUID parameter")
    if (header.text("GUID") or guid).lower() != guid.lower():
        raise MalformedMessage(ResultCode.GUID_MISMATCH, "GUID of the header")
    if parties.text("ReqTyp") != request_type:
        raise schema_fault(f"ReqTyp {parties.text('ReqTyp')}, not {request_type}")
    if integer_of(parties.text("SdrCode")) != connection.hub_code:
        raise MalformedMessage(ResultCode.INVALID_SENDER_CODE, f"{parties.text('SdrCode')}")
    if integer_of(parties.text("RcvCode")) != connection.biller_code:
        raise MalformedMessage(wrong_receiver, f"RcvCode {parties.text('RcvCode')}")
    return connection.hub_code, connection.biller_code


def _transaction(trx_inf: Element, connection: Connection) -> PaymentNotice | FaultyNotice:
    echo = Echo(
        trx=text_of(trx_inf, "JOEBPPSTrx", length_max=50),
        process_date=text_of(trx_inf, "ProcessDate", length_max=35),
        stmt_date=text_of(trx_inf, spelling(trx_inf, "STMTDate", "StmtDate"), length_max=35),
    )
    try:
        return _payment_notice(trx_inf, echo, connection)
    except MalformedMessage as fault:
        return FaultyNotice(echo, fault.code, fault.detail)


def _payment_notice(trx_inf: Element, echo: Echo, connection: Connection) -> PaymentNotice:
    if not _TRANSACTION.fullmatch(echo.trx):
        raise MalformedMessage(ResultCode.INVALID_TRANSACTION_NUMBER, "JOEBPPSTrx")
    paid_fils = amount_fils(trx_inf, "PaidAmt", ResultCode.INVALID_PAID_AMOUNT)
    if paid_fils == 0:
        raise MalformedMessage(ResultCode.INVALID_PAID_AMOUNT, "PaidAmt is zero")
    currency = trx_inf.text("Currency") or "JOD"
    if currency != "JOD":
        raise MalformedMessage(ResultCode.INVALID_PAID_AMOUNT, f"currency {currency}")
    service = trx_inf.required("ServiceTypeDetails")
    return PaymentNotice(
        echo=echo,
        trx=echo.trx,
        billing_no=_billing_no(trx_inf.required("AcctInfo"), connection),
        service_type=text_of(service, "ServiceType", length_max=25),
        paid_fils=paid_fils,
        due_fils=amount_fils(trx_inf, "DueAmt", ResultCode.INVALID_DUE_AMOUNT),
        fees_fils=amount_fils(trx_inf, "FeesAmt", ResultCode.INVALID_SCHEMA),
        fees_on_biller=boolean(trx_inf, "FeesOnBiller"),
        process_date=process_date_of(echo.process_date),
        stmt_date=stmt_date_of(echo.stmt_date),
        bank_code=bank_code(trx_inf),
        bank_trx=text_of(trx_inf, spelling(trx_inf, "BankTrxID", "BankTrxId"), length_max=50),
        method=optional_text(trx_inf, "PaymentMethod", length_max=15),
        channel=optional_text(trx_inf, "AccessChannel", length_max=15),
        status=optional_text(trx_inf, "PmtStatus", length_max=15),
        currency=currency,
    )


def _billing_no(account: Element, connection: Connection) -> str:
    biller_code = account.text("BillerCode")
    if biller_code is not None and integer_of(biller_code) != connection.biller_code:
        raise MalformedMessage(ResultCode.INVALID_BILLER_CODE, biller_code)
    billing_no = optional_text(account, "BillingNo", length_max=50)
    bill_no = optional_text(account, "BillNo", length_max=50)
    if billing_no and bill_no and billing_no != bill_no:
        raise MalformedMessage(ResultCode.BILLING_NO_DIFFERS_FROM_BILL_NO, "AcctInfo")
    number = billing_no or bill_no
    if number is None:
        raise MalformedMessage(ResultCode.BILLING_NO_EMPTY, "AcctInfo")
    return number

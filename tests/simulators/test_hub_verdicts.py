"""What the hub finds wrong in answers that a biller should not give."""

from datetime import UTC, date, datetime

import pytest

from deploy.simulators.hub.answers import UnreadableAnswer, bills_of, read_answer, transactions_of
from deploy.simulators.hub.messages import AMMAN, PaymentFacts, PullFacts
from deploy.simulators.hub.verdicts import header_findings, payment_findings, pull_findings

GUID = "6f1d2c9e-3b54-4a0e-9c1a-0d7b5e2f8a11"
AT = datetime(2026, 11, 21, 7, 15, 1, tzinfo=UTC)
PULL = PullFacts(billing_no="A1", service_type="S", biller_code=987)
PAYMENT = PaymentFacts(
    transaction="T1",
    billing_no="A1",
    bill_no="A1",
    service_type="S",
    biller_code=987,
    amount="5.000",
    due_amount="5.000",
    fees_amount="0.000",
    fees_on_biller=True,
    process_date=datetime(2026, 11, 21, 10, 0, tzinfo=AMMAN),
    stmt_date=date(2026, 11, 22),
    bank_code=1,
    bank_transaction="B",
    status="PmtNew",
    channel="MOB",
    method="CASH",
)
OK = "<Result><ErrorCode>0</ErrorCode><ErrorDesc>Success</ErrorDesc></Result>"


def answer(kind: str, body: str) -> str:
    return (
        f"<MFEP><MsgHeader><GUID>{GUID}</GUID><TrsInf><SdrCode>987</SdrCode><ResTyp>{kind}</ResTyp>"
        f"</TrsInf>{OK}</MsgHeader><MsgBody>{body}</MsgBody></MFEP>"
    )


BILL = answer(
    "BILPULRS",
    f"<RecCount>1</RecCount><BillsRec><BillRec>{OK}<AcctInfo><BillingNo>A1</BillingNo>"
    "<BillNo>A1</BillNo></AcctInfo><BillStatus>BillNew</BillStatus><DueAmount>5.000</DueAmount>"
    "<IssueDate>2026-11-21T10:10:01</IssueDate><DueDate>2026-11-21T10:10:01</DueDate>"
    "<ServiceType>S</ServiceType><PmtConst><AllowPart>false</AllowPart><Lower>5</Lower>"
    "<Upper>5.000</Upper></PmtConst></BillRec></BillsRec>",
)
RECEIPT = answer(
    "BLRPMTNTFRS",
    "<Transactions><TrxInf><JOEBPPSTrx>T1</JOEBPPSTrx><ProcessDate>2026-11-21T10:00:00"
    f"</ProcessDate><STMTDate>2026-11-22</STMTDate>{OK}</TrxInf></Transactions>",
)


def pull_codes(text: str) -> list[int]:
    read = read_answer(text.encode())
    found = [*header_findings(read, guid=GUID, biller_code=987, kind="BILPULRS")]
    found += pull_findings(read, bills_of(read), PULL, at=AT)
    return [finding.code for finding in found]


def payment_codes(text: str) -> list[int]:
    read = read_answer(text.encode())
    found = [*header_findings(read, guid=GUID, biller_code=987, kind="BLRPMTNTFRS")]
    found += payment_findings(read, transactions_of(read), PAYMENT)
    return [finding.code for finding in found]


class TestBills:
    def test_finds_nothing_wrong_with_a_good_one(self) -> None:
        assert pull_codes(BILL) == []

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            (GUID, GUID[:-1] + "2", 385),
            (f"<GUID>{GUID}</GUID>", "", 385),
            ("<SdrCode>987", "<SdrCode>1", 5),
            ("BILPULRS", "BLRPMTNTFRS", 101),
            ("<ServiceType>S</ServiceType>", "<ServiceType>S</ServiceType><BillType/>", 101),
            ("<RecCount>1", "<RecCount>2", 355),
            ("<BillingNo>A1</BillingNo><BillNo>A1", "<BillingNo>A2</BillingNo><BillNo>A2", 356),
            ("<BillNo>A1", "<BillNo>A2", 357),
            ("<ServiceType>S<", "<ServiceType>T<", 384),
            ("<IssueDate>2026-11-21T10:10", "<IssueDate>2026-11-21T10:16", 317),
            ("<DueDate>2026-11-21", "<DueDate>2026-11-22", 339),
            ("<Lower>5<", "<Lower>4<", 330),
            ("<DueAmount>5.000", "<DueAmount>five", 326),
            ("<BillRec><Result><ErrorCode>0", "<BillRec><Result><ErrorCode>422", 378),
        ],
    )
    def test_names_each_fault(self, old: str, new: str, code: int) -> None:
        assert old in BILL
        assert code in pull_codes(BILL.replace(old, new))


class TestReceipts:
    def test_finds_nothing_wrong_with_a_good_one(self) -> None:
        assert payment_codes(RECEIPT) == []

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("<JOEBPPSTrx>T1", "<JOEBPPSTrx>T2", 358),
            ("T10:00:00<", "T10:00:00+03:00<", 327),
            ("<STMTDate>2026-11-22", "<STMTDate>2026-11-21", 359),
            ("TrxInf", "Other", 101),
            ("</STMTDate><Result><ErrorCode>0", "</STMTDate><Result><ErrorCode>1", 378),
        ],
    )
    def test_names_each_fault(self, old: str, new: str, code: int) -> None:
        assert old in RECEIPT
        assert code in payment_codes(RECEIPT.replace(old, new))


class TestReading:
    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{}",
            b"<html/>",
            b"<MFEP/>",
            b'<!DOCTYPE MFEP [<!ENTITY x "y">]><MFEP><MsgHeader/></MFEP>',
            BILL.replace("<ErrorCode>0", "<ErrorCode>zero").encode(),
        ],
    )
    def test_refuses_what_is_no_answer(self, raw: bytes) -> None:
        with pytest.raises(UnreadableAnswer):
            read_answer(raw)

    def test_refuses_a_bill_without_its_amount(self) -> None:
        raw = BILL.replace("<DueAmount>5.000</DueAmount>", "").encode()
        with pytest.raises(UnreadableAnswer, match="DueAmount"):
            bills_of(read_answer(raw))

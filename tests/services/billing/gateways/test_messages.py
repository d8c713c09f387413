from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.document import MalformedMessage
from services.billing.gateways.mfep.messages import (
    BillPull,
    Echo,
    FaultyNotice,
    PaymentEnvelope,
    PaymentNotice,
    parse_bill_pull,
    parse_payment_notice,
)
from tests.services.billing.gateways.hub_messages import (
    CONNECTION,
    GUID,
    PAYMENT,
    PULL_BODY,
    message,
    payment_message,
)


def pull(raw: bytes, guid: str = GUID) -> BillPull:
    return parse_bill_pull(raw, guid, connection=CONNECTION)


def payment(*transactions: str) -> PaymentEnvelope:
    return parse_payment_notice(payment_message(*transactions), GUID, connection=CONNECTION)


def pull_code(raw: bytes, guid: str = GUID) -> ResultCode:
    with pytest.raises(MalformedMessage) as caught:
        pull(raw, guid)
    return caught.value.code


def payment_code(old: str, new: str) -> ResultCode:
    assert old in PAYMENT
    (faulty,) = payment(PAYMENT.replace(old, new)).transactions
    assert isinstance(faulty, FaultyNotice)
    return faulty.code


class TestBillPull:
    def test_reads_a_pull(self) -> None:
        assert pull(message(PULL_BODY)) == BillPull(GUID, 1, 987, "POL0004711", "Premium")

    def test_reads_a_billing_number_given_once(self) -> None:
        for name in ("BillNo", "BillingNo"):
            body = PULL_BODY.replace(f"<{name}>POL0004711</{name}>", "")
            assert pull(message(body)).billing_no == "POL0004711"

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("<SdrCode>1<", "<SdrCode>2<", ResultCode.INVALID_SENDER_CODE),
            ("<SdrCode>1</SdrCode>", "", ResultCode.INVALID_SENDER_CODE),
            ("<RcvCode>987<", "<RcvCode>988<", ResultCode.WRONG_RECEIVER_OF_PULL),
            ("<RcvCode>987<", "<RcvCode>x<", ResultCode.WRONG_RECEIVER_OF_PULL),
            ("BILPULRQ", "BLRPMTNTFRQ", ResultCode.INVALID_SCHEMA),
            ("<TmStp>", "<GUID>other</GUID><TmStp>", ResultCode.GUID_MISMATCH),
            (">Premium<", ">Other<", ResultCode.UNRECOGNISED_SERVICE_TYPE),
            ("<ServiceType>Premium</ServiceType>", "", ResultCode.INVALID_SCHEMA),
            ("Premium", "P" * 26, ResultCode.INVALID_SCHEMA),
            ("POL0004711", "P" * 51, ResultCode.INVALID_SCHEMA),
            ("POL0004711", " ", ResultCode.BILLING_NO_EMPTY),
            ("BillNo>POL", "BillNo>POX", ResultCode.BILLING_NO_DIFFERS_FROM_BILL_NO),
            ("</BillNo>", "</BillNo><BillNo>2</BillNo>", ResultCode.INVALID_SCHEMA),
            (
                "</BillNo>",
                "</BillNo><BillerCode>45</BillerCode>",
                ResultCode.INVALID_BILLER_CODE,
            ),
            ("<AcctInfo>", "<AcctInfo><BillingNo><b/></BillingNo>", ResultCode.INVALID_SCHEMA),
        ],
    )
    def test_answers_each_fault_with_its_code(self, old: str, new: str, code: ResultCode) -> None:
        raw = message(PULL_BODY).decode()
        assert old in raw
        assert pull_code(raw.replace(old, new).encode()) is code

    @pytest.mark.parametrize("guid", ["", "x", GUID[:-1], GUID + "0", GUID.replace("-", "")])
    def test_refuses_a_bad_guid(self, guid: str) -> None:
        assert pull_code(message(PULL_BODY), guid) is ResultCode.INVALID_GUID

    def test_accepts_the_same_guid_in_the_header(self) -> None:
        raw = message(PULL_BODY).replace(b"<TmStp>", f"<GUID>{GUID.upper()}</GUID><TmStp>".encode())
        assert pull(raw).guid == GUID


class TestPaymentNotice:
    def test_reads_every_field(self) -> None:
        (notice,) = payment(PAYMENT).notices
        assert notice == PaymentNotice(
            echo=Echo("2026112100001234", "2026-11-21T10:19:58", "2026-11-22"),
            trx="2026112100001234",
            billing_no="POL0004711",
            service_type="Premium",
            paid_fils=45_500,
            due_fils=45_500,
            fees_fils=250,
            fees_on_biller=True,
            process_date=notice.process_date,
            stmt_date=date(2026, 11, 22),
            bank_code=21,
            bank_trx="BNK-55512345",
            method="ACTDEB",
            channel="MOB",
            status="PmtNew",
            currency="JOD",
        )
        assert notice.process_date == datetime(2026, 11, 21, 7, 19, 58, tzinfo=UTC)

    def test_reads_what_may_be_absent_or_spelt_otherwise(self) -> None:
        lean = PAYMENT.replace("STMTDate", "StmtDate").replace("BankTrxID", "BankTrxId")
        for name, value in (("AccessChannel", "MOB"), ("PaymentMethod", "ACTDEB")):
            lean = lean.replace(f"<{name}>{value}</{name}>", "")
        lean = lean.replace("<Currency>JOD</Currency>", "").replace("PmtNew", "")
        (notice,) = payment(lean).notices
        assert (notice.channel, notice.method, notice.status) == (None, None, None)
        assert (notice.currency, notice.bank_trx) == ("JOD", "BNK-55512345")

    def test_keeps_money_for_a_service_it_does_not_know(self) -> None:
        (notice,) = payment(PAYMENT.replace("Premium", "Other")).notices
        assert notice.service_type == "Other"

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("<JOEBPPSTrx>2026", "<JOEBPPSTrx>20 26", ResultCode.INVALID_TRANSACTION_NUMBER),
            (
                "<ProcessDate>2026-11-21T",
                "<ProcessDate>2026-11-21 ",
                ResultCode.INVALID_PROCESS_DATE,
            ),
            ("<ProcessDate>2026-11-21", "<ProcessDate>2026-02-30", ResultCode.INVALID_PROCESS_DATE),
            ("10:19:58", "10:19:58.5", ResultCode.INVALID_PROCESS_DATE),
            ("10:19:58", "10:19:58Z", ResultCode.INVALID_PROCESS_DATE),
            ("<STMTDate>2026-11-22", "<STMTDate>2026-13-01", ResultCode.INVALID_STATEMENT_DATE),
            ("<STMTDate>2026-11-22", "<STMTDate>20261122", ResultCode.INVALID_STATEMENT_DATE),
            ("<DueAmt>45.500", "<DueAmt>-45.500", ResultCode.INVALID_DUE_AMOUNT),
            ("<FeesAmt>0.250", "<FeesAmt>x", ResultCode.INVALID_SCHEMA),
            (">true<", ">True<", ResultCode.INVALID_SCHEMA),
            ("<BankCode>21<", "<BankCode>1021<", ResultCode.INVALID_SCHEMA),
            (">JOD<", ">USD<", ResultCode.INVALID_PAID_AMOUNT),
            ("</BillNo>", "</BillNo><BillerCode>45</BillerCode>", ResultCode.INVALID_BILLER_CODE),
            ("POL0004711", "", ResultCode.BILLING_NO_EMPTY),
            ("</PaidAmt>", "</PaidAmt><PaidAmt>1</PaidAmt>", ResultCode.INVALID_SCHEMA),
        ],
    )
    def test_answers_each_fault_with_its_code(self, old: str, new: str, code: ResultCode) -> None:
        assert payment_code(old, new) is code

    @pytest.mark.parametrize(
        "amount",
        ["0", "0.000", "-1", "+1", "1e3", "1.2345", "1,5", "", "NaN", ".5", "5.", "٤٥", "1" * 10],
    )
    def test_refuses_amounts_that_are_no_plain_money(self, amount: str) -> None:
        old, new = "<PaidAmt>45.500<", f"<PaidAmt>{amount}<"
        assert payment_code(old, new) is ResultCode.INVALID_PAID_AMOUNT

    @given(st.integers(min_value=1, max_value=999_999_999_999))
    def test_reads_any_amount_exactly(self, fils: int) -> None:
        amount = f"{fils // 1000}.{fils % 1000:03d}"
        (notice,) = payment(PAYMENT.replace("<PaidAmt>45.500", f"<PaidAmt>{amount}")).notices
        assert notice.paid_fils == fils

    @pytest.mark.parametrize(("text", "fils"), [("45", 45_000), ("45.5", 45_500), ("0.001", 1)])
    def test_reads_fewer_decimals(self, text: str, fils: int) -> None:
        (notice,) = payment(PAYMENT.replace("<PaidAmt>45.500", f"<PaidAmt>{text}")).notices
        assert notice.paid_fils == fils

    def test_keeps_the_good_ones_beside_a_faulty_one(self) -> None:
        second = PAYMENT.replace("1234<", "1235<").replace("<PaidAmt>45.500", "<PaidAmt>x")
        third = PAYMENT.replace("1234<", "1236<")
        envelope = payment(PAYMENT, second, third)
        assert [type(item) for item in envelope.transactions] == [
            PaymentNotice,
            FaultyNotice,
            PaymentNotice,
        ]
        assert [item.echo.trx[-4:] for item in envelope.transactions] == ["1234", "1235", "1236"]

    @pytest.mark.parametrize("name", ["JOEBPPSTrx", "ProcessDate", "STMTDate"])
    def test_refuses_the_message_if_a_transaction_cannot_be_answered(self, name: str) -> None:
        with pytest.raises(MalformedMessage) as caught:
            payment(PAYMENT.replace(f"<{name}>", "<X>").replace(f"</{name}>", "</X>"))
        assert caught.value.code is ResultCode.INVALID_SCHEMA

    def test_refuses_a_message_without_transactions_and_for_another_biller(self) -> None:
        with pytest.raises(MalformedMessage):
            payment()
        raw = payment_message(PAYMENT).replace(b"<RcvCode>987", b"<RcvCode>986")
        with pytest.raises(MalformedMessage) as caught:
            parse_payment_notice(raw, GUID, connection=CONNECTION)
        assert caught.value.code is ResultCode.WRONG_RECEIVER_OF_NOTIFICATION

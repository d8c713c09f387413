from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.billing.gateways.mfep.answers import (
    Bill,
    Biller,
    bill_answer,
    nothing_due_answer,
    payment_answer,
    refused_payment_answer,
    refused_pull_answer,
    unknown_account_answer,
)
from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.messages import BillPull, Echo
from services.billing.gateways.mfep.signatures import TextMode, verify
from tests.services.billing.gateways.hub_messages import GUID

KEY = generate_private_key(public_exponent=65537, key_size=2048)
BILLER = Biller(987, KEY)
NOW = datetime(2026, 11, 21, 7, 15, 1, tzinfo=UTC)
PULL = BillPull(GUID, 1, 987, "POL0004711", "Premium")
ECHO = Echo("2026112100001234", "2026-11-21T10:19:58", "2026-11-22")


def body_lines(raw: bytes) -> list[tuple[str, str]]:
    """Path below MsgBody and text of each leaf, in order; also checks our signature."""
    assert verify(raw, [KEY.public_key()]) is TextMode.WITHOUT_FORMAT
    body = etree.fromstring(raw).find("MsgBody")
    assert body is not None
    tree = etree.ElementTree(body)
    return [(tree.getelementpath(e), e.text or "") for e in body.iterdescendants() if not len(e)]


def header(raw: bytes) -> list[str]:
    head = etree.fromstring(raw).find("MsgHeader")
    assert head is not None
    return [e.text or "" for e in head.iterdescendants() if not len(e)]


class TestBillAnswer:
    def test_writes_the_bill_in_the_order_of_the_hub(self) -> None:
        until = datetime(2026, 12, 31, 20, 59, 59, tzinfo=UTC)
        raw = bill_answer(
            PULL, Bill(108_750, "شركة النور", "تشرين الثاني", until), now=NOW, biller=BILLER
        )
        record = "BillsRec/BillRec"
        assert body_lines(raw) == [
            ("RecCount", "1"),
            (f"{record}/Result/ErrorCode", "0"),
            (f"{record}/Result/ErrorDesc", "Success"),
            (f"{record}/Result/Severity", "Info"),
            (f"{record}/AcctInfo/BillingNo", "POL0004711"),
            (f"{record}/AcctInfo/BillNo", "POL0004711"),
            (f"{record}/BillStatus", "BillNew"),
            (f"{record}/DueAmount", "108.750"),
            (f"{record}/IssueDate", "2026-11-21T10:10:01"),
            (f"{record}/DueDate", "2026-11-21T10:10:01"),
            (f"{record}/ExpiryDate", "2026-12-31T23:59:59"),
            (f"{record}/ServiceType", "Premium"),
            (f"{record}/BillType", "OneOff"),
            (f"{record}/PmtConst/AllowPart", "false"),
            (f"{record}/PmtConst/Lower", "108.750"),
            (f"{record}/PmtConst/Upper", "108.750"),
            (f"{record}/AdditionalInfo/CustName", "شركة النور"),
            (f"{record}/AdditionalInfo/FreeText", "تشرين الثاني"),
        ]
        moment = "2026-11-21T10:15:01"
        assert header(raw) == [moment, GUID, "987", "BILPULRS", "0", "Success", "Info"]

    def test_leaves_out_what_is_empty(self) -> None:
        raw = bill_answer(PULL, Bill(1, " \n", ""), now=NOW, biller=BILLER)
        assert b"AdditionalInfo" not in raw
        assert b"ExpiryDate" not in raw

    @pytest.mark.parametrize("due_fils", [0, -1])
    def test_refuses_a_bill_of_nothing(self, due_fils: int) -> None:
        with pytest.raises(ValueError, match="above zero"):
            bill_answer(PULL, Bill(due_fils, "x", "y"), now=NOW, biller=BILLER)

    @given(name=st.text(max_size=200), text=st.text(max_size=60))
    def test_any_name_survives_signature_and_parser(self, name: str, text: str) -> None:
        raw = bill_answer(PULL, Bill(1000, name, text), now=NOW, biller=BILLER)
        written = dict(body_lines(raw)).get("BillsRec/BillRec/AdditionalInfo/CustName", "")
        assert len(written) <= 150
        assert "\n" not in written
        assert all(leaf for _, leaf in body_lines(raw))

    @pytest.mark.parametrize("mode", list(TextMode))
    def test_is_signed_in_the_layout_the_hub_verifies(self, mode: TextMode) -> None:
        biller = Biller(987, KEY, text_mode=mode)
        raw = bill_answer(PULL, Bill(1000, "a & b", "<c>"), now=NOW, biller=biller)
        expected = TextMode.WITHOUT_FORMAT if mode is TextMode.RAW else mode
        assert verify(raw, [KEY.public_key()]) is expected


class TestRecordsWithoutMoney:
    @pytest.mark.parametrize(
        ("answer", "code", "text"),
        [
            (unknown_account_answer, "408", "Invalid Billing Number"),
            (nothing_due_answer, "324", "Bill Has Been Paid Previously"),
        ],
    )
    def test_say_success_outside_and_the_reason_inside(
        self, answer: Callable[..., bytes], code: str, text: str
    ) -> None:
        raw = answer(PULL, now=NOW, biller=BILLER)
        leaves = [leaf for _, leaf in body_lines(raw)]
        issued = "2026-11-21T10:10:01"
        assert leaves == [
            *("1", code, text, "Error", "POL0004711", "POL0004711", "BillNew", "0"),
            *(issued, issued, "Premium", "OneOff", "false", "0", "0"),
            *("NO CustName", "NO FreeText"),
        ]
        assert header(raw)[4:] == ["0", "Success", "Info"]


class TestRefusals:
    @pytest.mark.parametrize("code", [code for code in ResultCode if code])
    def test_carry_code_and_text_in_the_header(self, code: ResultCode) -> None:
        pull = refused_pull_answer(code, GUID, now=NOW, biller=BILLER)
        payment = refused_payment_answer(code, GUID, now=NOW, biller=BILLER)
        assert body_lines(pull) == [("RecCount", "0")]
        assert body_lines(payment) == []
        for raw in (pull, payment):
            assert header(raw)[4:] == [str(code.value), code.text, "Error"]

    def test_do_not_repeat_what_is_no_guid(self) -> None:
        raw = refused_pull_answer(ResultCode.INVALID_GUID, "<x>", now=NOW, biller=BILLER)
        assert b"<GUID>" not in raw


class TestPaymentAnswer:
    def test_echoes_each_transaction_in_order(self) -> None:
        other = Echo("T&2", "2026-11-21T10:20:00", "2026-11-23")
        results = [(ECHO, ResultCode.SUCCESS), (other, ResultCode.DUPLICATE_PAYMENT)]
        raw = payment_answer(results, GUID, now=NOW, biller=BILLER)
        assert [leaf for _, leaf in body_lines(raw)] == [
            *("2026112100001234", "2026-11-21T10:19:58", "2026-11-22", "0", "Success", "Info"),
            *("T&2", "2026-11-21T10:20:00", "2026-11-23", "340", "Duplicate Payment", "Error"),
        ]
        assert header(raw)[3:5] == ["BLRPMTNTFRS", "0"]

    def test_says_in_the_header_what_all_transactions_share(self) -> None:
        results = [(ECHO, ResultCode.INTERNAL_ERROR)] * 2
        raw = payment_answer(results, GUID, now=NOW, biller=BILLER)
        assert header(raw)[4] == "303"

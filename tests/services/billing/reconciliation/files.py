"""Reports and statements of these tests, written by hand so that no reader checks itself."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlsxwriter import Workbook

from services.billing.gateways.reports.forms import Agreement
from services.billing.gateways.reports.profiles import profile_of

DAY = date(2026, 3, 19)
ACCOUNT = "JO94CBJO0010000000000131000302"
BILLER = 987
AGREED = Agreement(BILLER, ACCOUNT)
HEADS = (
    "JOEBPPSTrx,BankTrxID,BillingNo,PaidAmt,FeesAmt,ProcessDate,STMTDate,BankCode,BillerCode,"
    "PmtStatus"
)
HUB = profile_of(
    "hub-day-report",
    {
        "columns": {
            "transaction": ["JOEBPPSTrx"],
            "bank_trx": ["BankTrxID"],
            "billing_no": ["BillingNo"],
            "amount_paid": ["PaidAmt"],
            "amount_fees": ["FeesAmt"],
            "process_at": ["ProcessDate"],
            "day": ["STMTDate"],
            "bank_code": ["BankCode"],
            "biller_code": ["BillerCode"],
            "status": ["PmtStatus"],
        },
        "statuses": {"paid": ["PmtNew", "PmtSent", "PmtComplt"], "reversed": ["PmtReversal"]},
        "total_mark": "TOTAL",
    },
)
BANK = profile_of(
    "settlement-bank",
    {
        "columns": {
            "account": ["Account"],
            "currency": ["Currency"],
            "booked_on": ["Date"],
            "amount_credit": ["Credit"],
            "amount_debit": ["Debit"],
            "balance": ["Balance"],
            "reference": ["Reference"],
            "text": ["Description"],
        },
        "settlement_mark": "MFEP/",
    },
)


@dataclass(frozen=True)
class Told:
    """One line of a report, its amount in dinars as the hub writes it."""

    transaction: str
    amount: str = "108.750"
    billing_no: str = "981000001"
    biller: int = BILLER
    status: str = "PmtNew"
    day: str = DAY.isoformat()

    @property
    def cells(self) -> list[str]:
        at = f"{DAY.isoformat()}T10:15:00"
        return [
            self.transaction, f"B-{self.transaction}", self.billing_no, self.amount, "0.250", at,
            self.day, "21", str(self.biller), self.status,
        ]  # fmt: skip

    def but(self, **given: object) -> "Told":
        return replace(self, **given)  # type: ignore[arg-type]


def dinars(fils: int) -> str:
    sign = "-" if fils < 0 else ""
    return f"{sign}{abs(fils) // 1000}.{abs(fils) % 1000:03d}"


def fils_of(amount: str) -> int:
    return int(amount.replace(".", ""))


def report_csv(lines: Sequence[Told], total: str | None = None) -> bytes:
    summed = dinars(sum(fils_of(one.amount) for one in lines))
    rows = [HEADS, *(",".join(one.cells) for one in lines)]
    rows.append(f"TOTAL,,,{total or summed},,,,,,")
    return "\r\n".join(rows).encode()


def report_xlsx(lines: Sequence[Told]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Report")
        sheet.write_row(0, 0, HEADS.split(","))
        for row, one in enumerate(lines, start=1):
            sheet.write_row(row, 0, one.cells)
            sheet.write_number(row, 3, float(one.amount))
        total = sum(float(one.amount) for one in lines)
        sheet.write_row(len(lines) + 1, 0, ["TOTAL", "", "", total])
    return content.getvalue()


@dataclass(frozen=True)
class Moved:
    """One movement of the account in fils; credits above zero."""

    amount: int
    text: str = f"MFEP/{DAY:%Y%m%d} settlement"
    reference: str = "RTGS-1"


OPENING = 250_000_000


def camt(entries: Sequence[Moved], *, account: str = ACCOUNT, currency: str = "JOD") -> bytes:
    closing = OPENING + sum(one.amount for one in entries)
    booked = "".join(_entry(one, currency) for one in entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId></GrpHdr>"
        f"<Stmt><Id>79</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>"
        f"{_balance('OPBD', OPENING, currency)}{_balance('CLBD', closing, currency)}{booked}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _side(amount: int) -> str:
    return "CRDT" if amount >= 0 else "DBIT"


def _balance(code: str, amount: int, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{dinars(abs(amount))}</Amt><CdtDbtInd>{_side(amount)}</CdtDbtInd>'
        f"<Dt><Dt>{DAY.isoformat()}</Dt></Dt></Bal>"
    )


def _entry(moved: Moved, currency: str) -> str:
    amount = dinars(abs(moved.amount))
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{_side(moved.amount)}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{DAY.isoformat()}</Dt></BookgDt>"
        f"<AcctSvcrRef>{moved.reference}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RmtInf><Ustrd>{moved.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def swift(entries: Sequence[Moved], *, account: str = ACCOUNT, currency: str = "JOD") -> bytes:
    closing = OPENING + sum(one.amount for one in entries)
    lines = [":20:STMT79", f":25:{account}", ":28C:79/1"]
    lines.append(f":60F:C{DAY:%y%m%d}{currency}{_comma(OPENING)}")
    for one in entries:
        mark = "C" if one.amount >= 0 else "D"
        amount = _comma(abs(one.amount))
        lines.append(f":61:{DAY:%y%m%d}{DAY:%m%d}{mark}{amount}NTRFNONREF//{one.reference}")
        lines.append(f":86:{one.text}")
    lines.append(f":62F:C{DAY:%y%m%d}{currency}{_comma(closing)}")
    return "\r\n".join(lines).encode()


def _comma(amount: int) -> str:
    return dinars(amount).replace(".", ",")


def bank_csv(entries: Sequence[Moved], *, account: str = ACCOUNT, currency: str = "JOD") -> bytes:
    rows = ["Account,Currency,Date,Credit,Debit,Balance,Reference,Description"]
    balance = OPENING
    for one in entries:
        balance += one.amount
        sides = (dinars(one.amount), "") if one.amount >= 0 else ("", dinars(-one.amount))
        rows.append(
            f"{account},{currency},{DAY.isoformat()},{sides[0]},{sides[1]},{dinars(balance)},"
            f"{one.reference},{one.text}"
        )
    return "\r\n".join(rows).encode()

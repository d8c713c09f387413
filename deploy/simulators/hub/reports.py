"""The day report as the operator's portal exports it: CSV or XLSX, the same rows in both."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict
from xlsxwriter import Workbook

from deploy.simulators.hub.book import Plant, Row
from deploy.simulators.hub.messages import moment

HEADS = (
    "JOEBPPSTrx",
    "BankTrxID",
    "BillingNo",
    "PaidAmt",
    "FeesAmt",
    "ProcessDate",
    "STMTDate",
    "BankCode",
    "BillerCode",
    "PmtStatus",
)
AMOUNTS = (HEADS.index("PaidAmt"), HEADS.index("FeesAmt"))
TOTAL = "TOTAL"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A workbook carries the second in which it was made; one date keeps equal reports equal.
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the format knows no zones

Cells = list[str | Decimal]


class ReportOrder(BaseModel):
    """Which day is reported, in which form, and what is planted into it."""

    model_config = ConfigDict(extra="forbid")

    day: date
    format: Literal["csv", "xlsx"] = "csv"
    planted: list[Plant] = []


def report(rows: Sequence[Row], form: str) -> bytes:
    """The file of a day; its last row is the sum of all."""
    cells = [_cells(row) for row in rows]
    paid, fees = (sum((one[at] for one in cells), Decimal()) for at in AMOUNTS)
    cells.append([TOTAL, "", "", paid, fees, "", "", "", "", ""])
    return _workbook(cells) if form == "xlsx" else _text(cells)


def _cells(row: Row) -> Cells:
    payment = row.payment
    return [
        payment.transaction,
        payment.bank_transaction,
        payment.billing_no,
        row.amount,
        Decimal(payment.fees_amount),
        moment(payment.process_date),
        payment.stmt_date.isoformat(),
        str(payment.bank_code),
        str(row.biller_code),
        row.status,
    ]


def _text(cells: Sequence[Cells]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for row in cells:
        writer.writerow([f"{one:.3f}" if isinstance(one, Decimal) else one for one in row])
    return out.getvalue().encode()


def _workbook(cells: Sequence[Cells]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _MADE})
        sheet = workbook.add_worksheet("Report")
        amount = workbook.add_format({"num_format": "0.000"})
        sheet.write_row(0, 0, HEADS)
        for at, row in enumerate(cells, start=1):
            for place, value in enumerate(row):
                if isinstance(value, Decimal):
                    sheet.write_number(at, place, float(value), amount)
                else:
                    sheet.write_string(at, place, value)
    return out.getvalue()

"""The step about the January file: a month that was billed before it came is adjusted by it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from deploy.demo import steps
from deploy.demo.clerk import HEADS, workers
from deploy.demo.steps import BILLING, BRANCH, MOVEMENTS, SHEET, Journey
from deploy.demo.visitor import caught_up, expect, known, until, until_checked

PAYROLL = "/api/payroll/v1"
SANDBOX_DATE, HIRED_ON, YEAR = "2026-02-10", date(2025, 11, 1), 2026
JOINING, DECLARED = 500, 600
DIFFERENCE = "21.750"
JANUARY_HEADS = ("رقم التأمين", "أجر كانون الثاني")


async def adjust_january(journey: Journey) -> str:
    """Another employer, in February: January is billed, then its file comes."""
    other = replace(journey, sandbox_date=SANDBOX_DATE, account={}, establishment={}, seen={})
    await steps.sign_in(other)
    other.officer, other.treasurer = await other.employee("officer", BRANCH), journey.treasurer
    await _enrol(other)
    await close(other, "2026-01")
    [issued] = await _documents(other)
    [worker] = (await other.clerk.get(f"{MOVEMENTS}{other.of_establishment}/workers"))["items"]
    receipt = await _send(other, worker["insurance_number"])
    await _accept(other, receipt["file_id"])

    async def adjusted() -> list[Any] | None:
        found = await _documents(other)
        return found if len(found) > 1 else None

    [first, adjustment] = await until("the adjustment of January", adjusted)
    expect(first == issued, "the invoice stays as it was issued")
    cause = {"kind": "wages-declared", "number": receipt["number"]}
    expect(adjustment["cause"] == cause, f"the cause is {adjustment['cause']}")
    expect(adjustment["amount_due"] == DIFFERENCE, f"adjusted by {adjustment['amount_due']}")
    return (
        f"January billed on {JOINING}.000 ({issued['amount_due']}); file {receipt['number']} "
        f"declares {DECLARED}.000: adjusted by {DIFFERENCE}, the invoice unchanged. "
        "PayrollFileAccepted, WagesDeclared, InvoiceAdjusted"
    )


async def _enrol(journey: Journey) -> None:
    """One worker, of a month of the year before."""
    one = workers()[0]
    head = {"national": one.national_number, "birth": one.birth_date.isoformat()}
    row = (head["national"], None, head["birth"], one.name_ar, HIRED_ON.isoformat(), JOINING)
    path = f"{MOVEMENTS}{journey.of_establishment}"
    await known(journey.clerk, f"{path}/batches")
    files = {"file": ("enrolment.xlsx", workbook(HEADS[:6], [row]), SHEET)}
    month = f"{HIRED_ON:%Y-%m}"
    uploaded = await journey.clerk.post(f"{path}/workbooks", data={"month": month}, files=files)
    one_path = f"{MOVEMENTS}/workbooks/{uploaded['workbook_id']}"
    checked = await until_checked(journey.clerk, one_path)
    expect(checked["rows_good"] == 1, f"the enrolment: {checked}")
    batch = await journey.clerk.post(f"{one_path}/send", {"leave_out_faulty": False})
    decision = {"decision": "approve", "version": 1}
    await journey.officer.post(f"{MOVEMENTS}/batches/{batch['batch_id']}/decision", decision)
    journey.clerk.positions.update(journey.officer.positions)
    for path in (f"{BILLING}{journey.of_establishment}/bill", _january(journey)):
        await known(journey.clerk, path)
        await caught_up(journey.clerk, path)


def _january(journey: Journey) -> str:
    return f"{PAYROLL}{journey.of_establishment}/january"


async def _send(journey: Journey, insurance_number: str) -> Any:
    content = workbook(JANUARY_HEADS, [(insurance_number, DECLARED)])
    files = {"file": ("january.xlsx", content, SHEET)}
    path = f"{PAYROLL}{journey.of_establishment}/january-files"
    uploaded = await journey.clerk.post(path, data={"year": str(YEAR)}, files=files)
    one = f"{PAYROLL}/january-files/{uploaded['file_id']}"
    await until_checked(journey.clerk, one)
    return await journey.clerk.post(f"{one}/send")


async def _accept(journey: Journey, file_id: str) -> None:
    queue = (await journey.officer.get(f"{PAYROLL}/january-files", limit=200))["items"]
    [file] = [one for one in queue if one["file_id"] == file_id]
    decision = {"decision": "accept", "version": file["version"]}
    await journey.officer.post(f"{PAYROLL}/january-files/{file_id}/decision", decision)


async def _documents(journey: Journey) -> list[Any]:
    found = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/invoices")
    return list(found["items"])


async def close(journey: Journey, *months: str) -> None:
    """The treasurer closes months of the establishment, one after the other."""
    journey.treasurer.positions.update(journey.clerk.positions)
    await caught_up(journey.treasurer, f"{BILLING}/trial-balance")
    for month in months:
        body = {"month": month, "establishment_id": journey.establishment["establishment_id"]}
        closing = await journey.treasurer.post(f"{BILLING}/month-closings", body)
        path = f"{BILLING}/month-closings/{closing['closing_id']}"

        async def done(path: str = path) -> bool:
            return bool((await journey.treasurer.get(path))["state"] == "done")

        await until(f"{month} is closed", done)


def workbook(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A plain sheet, as a clerk would make it."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, heads)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
    return content.getvalue()

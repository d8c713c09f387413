"""The January file on the real parts: from the template to bills that are adjusted by it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import httpx
import pytest

from deploy.demo.january import PAYROLL
from deploy.demo.steps import BILLING, INBOX, Journey, announced, sign_in
from deploy.demo.visitor import until
from tests.journeys.january import (
    Document,
    accepts,
    closes,
    documents,
    enrols,
    filled,
    of_another_establishment,
    sends,
    template,
    uploads,
)
from tests.journeys.test_portal import journey

__all__ = ["journey"]

pytestmark = pytest.mark.stack

HIRED_ON = date(2025, 11, 1)
ON_400, ON_500, ON_600 = 87_000, 108_750, 130_500


def jod(fils: int) -> str:
    return f"{'-' if fils < 0 else ''}{abs(fils) // 1000}.{abs(fils) % 1000:03d}"


async def billed(journey: Journey, wanted: Sequence[Document]) -> None:
    """Wait until exactly these documents are there, and the ledger says the same."""

    async def look() -> bool:
        return await documents(journey) == [*wanted]

    await until(f"billed: {wanted}", look)
    total = sum(int(amount.replace(".", "")) for _, _, amount, _ in wanted)
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    assert bill["balance_due"] == jod(total)
    trial = await journey.treasurer.get(f"{BILLING}/trial-balance")
    assert trial["balanced"]
    assert trial["debit"] == trial["credit"]


async def refused(journey: Journey, file: dict[str, Any]) -> httpx.Response:
    path = f"{PAYROLL}/january-files/{file['file_id']}/send"
    answer = await journey.clerk.ask("POST", path)
    assert answer.is_client_error
    return answer


async def test_a_january_billed_before_its_file_came_is_adjusted_by_it(journey: Journey) -> None:
    """Sent and accepted in February, corrected after that; nothing billed is rewritten."""
    journey.sandbox_date = "2026-02-10"
    await sign_in(journey)
    await enrols(journey, HIRED_ON, [500, 400])
    await closes(journey, "2025-11", "2025-12", "2026-01")
    on_joining_wages = jod(ON_500 + ON_400)
    months = ("2025-11", "2025-12", "2026-01")
    issued: list[Document] = [("invoice", month, on_joining_wages, None) for month in months]
    await billed(journey, issued)

    known = await template(journey, 2026)
    assert sorted(str(one["wage_before"]) for one in known.values()) == ["400", "500"]
    first, second = sorted(known, key=lambda number: -known[number]["wage_before"])
    await _is_told_what_is_wrong(journey, first, second)

    content = filled({first: 600, second: 400})
    await _is_told_what_it_will_do(journey, content)
    receipt = await sends(journey, content, 2026)
    assert (receipt["rows"], receipt["already_sent"]) == (2, False)
    again = await sends(journey, content, 2026)
    assert again == {**receipt, "already_sent": True}
    journey.seen["file"] = receipt
    await _goes_to_the_branch_alone(journey, receipt["file_id"])
    assert (await accepts(journey, receipt["file_id"]))["state"] == "accepted"
    await announced(journey, PayrollFileSubmitted=1, PayrollFileAccepted=1, WagesDeclared=1)
    adjustment = ("adjustment", "2026-01", jod(ON_600 - ON_500), receipt["number"])
    await billed(journey, [*issued, adjustment])
    await _the_adjustment_explains_itself(journey, receipt["number"])

    corrected = await sends(journey, filled({first: 500, second: 500}), 2026)
    await accepts(journey, corrected["file_id"])
    back = ("adjustment", "2026-01", jod(ON_500 - ON_400 + ON_500 - ON_600), corrected["number"])
    await billed(journey, [*issued, adjustment, back])
    await _is_told_of_each_step(journey)


async def _is_told_what_is_wrong(journey: Journey, first: str, second: str) -> None:
    file = await uploads(journey, filled({first: 200, "4999999999": 500}), 2026)
    assert (file["rows_faulty"], file["rows_missing"]) == (2, 1)
    answer = await refused(journey, file)
    assert answer.json()["type"] == "urn:daman:refusal:faulty-file"
    path = f"{PAYROLL}/january-files/{file['file_id']}/rows"
    rows = (await journey.clerk.get(path))["items"]
    assert [one["rule"] for row in rows for one in row["findings"]] == [
        "wage-under-minimum",
        "not-in-january",
        "missing-from-file",
    ]
    assert rows[2]["person"]["insurance_number"] == second
    anothers = await uploads(journey, of_another_establishment(), 2026)
    assert anothers["refusal"]["code"] == "file-of-another-establishment"
    await refused(journey, anothers)
    await announced(journey, PayrollFileSubmitted=0, PayrollFileAccepted=0, WagesDeclared=0)


async def _is_told_what_it_will_do(journey: Journey, content: bytes) -> None:
    """Before anything is sent; the adjustment comes to the same."""
    file = await uploads(journey, content, 2026)

    async def effect() -> Any:
        path = f"{PAYROLL}/january-files/{file['file_id']}"
        return (await journey.clerk.get(path))["effect"]

    [month] = (await until("the effect on the bills", effect))["months"]
    assert (month["month"], month["billed"]) == ("2026-01", True)
    assert (month["amount_before"], month["amount_after"], month["difference"]) == (
        jod(ON_500 + ON_400),
        jod(ON_600 + ON_400),
        jod(ON_600 - ON_500),
    )


async def _goes_to_the_branch_alone(journey: Journey, file_id: str) -> None:
    elsewhere = await journey.employee("officer", "zarqa")
    answer = await elsewhere.ask("GET", f"{PAYROLL}/january-files/{file_id}")
    assert answer.status_code == 404
    stale = {"decision": "accept", "version": 1}
    path = f"{PAYROLL}/january-files/{file_id}/decision"
    assert (await journey.officer.ask("POST", path, json=stale)).status_code == 409


async def _the_adjustment_explains_itself(journey: Journey, number: str) -> None:
    found = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/invoices")
    adjustment = found["items"][-1]
    assert adjustment["cause"] == {"kind": "wages-declared", "number": number}
    path = f"{BILLING}/invoices/{adjustment['invoice_id']}/lines"
    [line] = (await journey.clerk.get(path))["items"]
    assert (line["wage"], line["before"], line["difference"]) == ("600.000", "108.750", "21.750")
    assert (line["wage_source"]["kind"], line["wage_source"]["file"]) == ("declared", number)
    path = f"{BILLING}/invoices/{adjustment['adjusts_id']}/lines"
    sources = [one["wage_source"]["kind"] for one in (await journey.clerk.get(path))["items"]]
    assert sources == ["carried", "carried"]


async def _is_told_of_each_step(journey: Journey) -> None:
    wanted = {"january-file-submitted": 2, "january-file-accepted": 2, "invoice-adjusted": 2}

    async def told() -> bool:
        answer = await journey.clerk.get(f"{INBOX}{journey.of_establishment}/inbox", limit=200)
        kinds = [item["template"] for item in answer["items"]]
        return {kind: kinds.count(kind) for kind in wanted} == wanted

    await until("each step in the inbox", told)
    number = journey.seen["file"]["number"]
    path = f"{PAYROLL}/activity"
    entries = await journey.clerk.get(path, ref=number)
    assert [one["what"] for one in entries] == ["january-file-submitted", "january-file-accepted"]


async def test_a_month_held_for_want_of_the_file_goes_on_by_itself(journey: Journey) -> None:
    """Accepted in May: April waited for the wages, January had been billed on the old ones."""
    journey.sandbox_date = "2026-05-10"
    await sign_in(journey)
    await enrols(journey, HIRED_ON, [500])
    await closes(journey, "2026-01", "2026-04")
    january = ("invoice", "2026-01", jod(ON_500), None)
    await billed(journey, [january])
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    assert [(one["month"], one["missing_wages"]) for one in bill["held"]] == [("2026-04", 1)]

    [number] = await template(journey, 2026)
    receipt = await sends(journey, filled({number: 600}), 2026)
    await accepts(journey, receipt["file_id"])
    adjustment = ("adjustment", "2026-01", jod(ON_600 - ON_500), receipt["number"])
    await billed(journey, [january, adjustment, ("invoice", "2026-04", jod(ON_600), None)])
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    assert bill["held"] == []

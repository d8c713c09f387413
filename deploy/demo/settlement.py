"""The steps about the day's money: matched three ways, and a payment that is taken back."""

from functools import partial
from typing import Any

from deploy.demo.letters import standing
from deploy.demo.steps import BILLING, Journey, announced
from deploy.demo.visitor import expect, until, until_checked

RECONCILIATION = f"{BILLING}/reconciliation"
LOST = "7.250"
"""A payment that the hub took and never told us of."""

FOUND = {"lost-notice": 1, "duplicate-line": 1, "foreign-line": 1}
CONFLICT = 409


async def reconcile(journey: Journey) -> str:
    """Ledger, hub and bank agree or say in what they differ; then the day closes."""
    day, number = journey.seen["settlement_day"], journey.establishment["payment_number"]
    lost = await journey.bank.pay(billing_no=number, amount=LOST, stmt_date=day, notify=False)
    report = await journey.bank.report(day, "duplicate-line", "foreign-line")
    verdict = await _take_in(journey, "hub-report", report)
    found = {one["kind"]: one["count"] for one in verdict["findings"] if one["kind"] in FOUND}
    expect(found == FOUND, f"the verdict on the report: {verdict['findings']}")
    await _take_in(journey, "bank-statement", await journey.bank.statement(day))
    path = f"{RECONCILIATION}/days/{day}"
    early = await journey.treasurer.ask("POST", f"{path}/closing")
    expect(early.status_code == CONFLICT, f"closed with open differences: {early.status_code}")
    for kind in ("duplicate-line", "foreign-line"):
        explanation = {"kind": kind, "explanation": "Checked with the hub's operator"}
        await journey.treasurer.post(f"{path}/explanations", explanation)
    closed = await journey.treasurer.post(f"{path}/closing")
    expect(closed["state"] == "closed", f"the day is {closed['state']}")
    await announced(journey, PaymentReceived=2, PaymentSettled=2)
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    expect(bill["credit"] == LOST, f"the lost payment's credit is {bill['credit']}")
    return (
        f"settlement day {day}: a lost notice ({lost['transaction']}) booked from the report, a "
        "duplicate and a foreign line explained, hub and bank agree; closed. PaymentSettled ×2"
    )


async def reverse(journey: Journey) -> str:
    """A payment is taken back: what it had paid is owed again, and the letter holds no more."""
    transaction = journey.seen["transaction"]
    path = f"{BILLING}/transactions/{transaction}/reversal"
    await journey.treasurer.post(path, {"reason": "Charged back by the payer's bank"})
    await announced(journey, PaymentReversed=1)
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    letter = journey.seen["letter"]
    await until("the letter is revoked", partial(_revoked, journey, letter))
    await announced(journey, LetterRevoked=1)
    trial = await journey.treasurer.get(f"{BILLING}/trial-balance")
    expect(trial["balanced"], f"the ledger says {trial}")
    return (
        f"payment {transaction} taken back: {bill['balance_due']} JOD due again; letter "
        f"{letter['number']} revoked by itself. PaymentReversed, LetterRevoked"
    )


async def _revoked(journey: Journey, letter: dict[str, Any]) -> bool:
    return bool((await standing(journey, letter))["state"] == "revoked")


async def _take_in(journey: Journey, kind: str, content: bytes) -> Any:
    """Upload a file, wait for its verdict, import it; the verdict."""
    treasurer = journey.treasurer
    files = {"file": (f"{kind}-{journey.seen['settlement_day']}", content, "application/xml")}
    told = await treasurer.post(f"{RECONCILIATION}/imports", data={"kind": kind}, files=files)
    path = f"{RECONCILIATION}/imports/{told['import_id']}"
    verdict = await until_checked(treasurer, path)
    expect(verdict["state"] == "ready", f"{kind}: {verdict['refusal']}")
    await treasurer.post(f"{path}/import")
    return verdict

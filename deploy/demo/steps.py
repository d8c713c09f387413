"""The steps of the main job. Each does what a person would do and says what he sees."""

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.clerk import CORRECTED, MONTH, WITH_FAULTS
from deploy.demo.log import events_about
from deploy.demo.outside import Bank, Phones
from deploy.demo.visitor import Unexpected, Visitor, caught_up, expect, known, until, until_checked
from deploy.local.place import Place

SANDBOX_DATE = "2026-04-05"
"""The business date of the demo's establishment: March is over and may be closed."""

TOLD = ("+962791110001", "+962791110002", "+962791110003")
"""Phones of the workers whose number the clerk knows."""

LEAVER_WAGE = "600.000"
"""By it the clerk knows the worker who leaves; his number nobody knows."""

BATCHES = 2
"""What the clerk sends: an enrolment and a stop."""

BRANCH, OTHER_BRANCH = "amman-center", "zarqa"
OK, FORGED, CONFLICTING = "0", "2", ("340", "358")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOVEMENTS, BILLING, INBOX = "/api/movements/v1", "/api/billing/v1", "/api/notifications/v1"


@dataclass
class Journey:
    """Who takes part, and what came to be on the way."""

    kafka: str
    staff: Sequence[dict[str, str]]
    phones: Phones
    bank: Bank
    visitor: Callable[[], Visitor]
    signed_in: dict[str, Visitor]
    sandbox_date: str = SANDBOX_DATE
    clerk: Visitor = field(init=False)
    officer: Visitor = field(init=False)
    treasurer: Visitor = field(init=False)
    account: dict[str, str] = field(default_factory=dict)
    establishment: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def at(
        cls,
        place: Place,
        http: httpx.AsyncClient,
        signed_in: dict[str, Visitor],
        visitor: Callable[[], Visitor] | None = None,
    ) -> "Journey":
        """Through the gateway of a running place, with the phones and banks of its simulators."""
        hub, bank = (f"http://{place.address(name)}" for name in ("hub", "bank"))
        return cls(
            kafka=place.address("kafka"),
            staff=json.loads(place.accounts.read_text())["staff"],
            phones=Phones(f"http://{place.address('sms')}", http),
            bank=Bank(hub, http, bank),
            visitor=visitor or (lambda: Visitor(place.url, http)),
            signed_in=signed_in,
        )

    @property
    def of_establishment(self) -> str:
        """The path of what belongs to the establishment."""
        return f"/establishments/{self.establishment['establishment_id']}"

    async def employee(self, role: str, branch: str | None = None) -> Visitor:
        """A signed-in member of staff: he goes on in his session, for codes are few an hour."""
        for account in self.staff:
            if account["role"] == role and (branch is None or account["branch"] == branch):
                visitor, login_id = self.visitor(), account["login_id"]
                before = self.signed_in.get(login_id)
                if before is None or not visitor.goes_on(before):
                    await self.phones.sign_in(visitor, account, "staff")
                    self.signed_in[login_id] = visitor
                return visitor
        raise Unexpected(f"no demo account for {role} {branch or ''}")


async def sign_in(journey: Journey) -> str:
    """A fresh establishment's liaison officer signs in with password and code."""
    registrar = await journey.employee("registrar")
    password = f"Demo-{secrets.token_urlsafe(9)}-7!"
    phone = f"+96279{secrets.randbelow(9_000_000) + 1_000_001:07d}"
    mark = secrets.randbelow(9000) + 1000  # tells this run's messages from those of others
    entry = {
        "name_ar": f"مؤسسة الياسمين {mark}",
        "name_en": f"Jasmine Trading {mark}",
        "branch": BRANCH,
        "officer_name": "ليلى حداد",
        "officer_phone": phone,
        "password": password,
        "sandbox_date": journey.sandbox_date,
    }
    journey.establishment = await registrar.post("/api/identity/v1/establishments", entry)
    number = journey.establishment["number"]
    journey.account = {"login_id": number, "password": password, "phone": phone}
    journey.clerk = journey.visitor()
    await journey.phones.sign_in(journey.clerk, journey.account, "establishment")
    me = await journey.clerk.get("/api/identity/v1/me")
    expect([one["number"] for one in me["establishments"]] == [number], f"acts for {me}")
    return f"{me['name']} signed in for establishment {number}; the code came by SMS to {phone}"


async def upload_with_faults(journey: Journey) -> str:
    """The verdict names each faulty cell; nothing is committed."""
    workbook = await _upload(journey, WITH_FAULTS)
    path = f"{MOVEMENTS}/workbooks/{workbook['workbook_id']}"
    rows = (await journey.clerk.get(f"{path}/rows", faulty=True))["items"]
    found = [(row["row"], one["column"], one["rule"]) for row in rows for one in row["findings"]]
    wanted = [(4, "wage", "wage-under-minimum"), (5, "national_number", "not-in-registry")]
    expect(found == wanted, f"findings {found}")
    returned = await journey.clerk.ask("GET", f"{path}/returned.xlsx")
    expect(returned.content[:2] == b"PK", "the workbook comes back with its remarks")
    expect(await _events(journey) == {}, "nothing was announced")
    said = "; ".join(one["ar"] for row in rows for one in row["findings"])
    return f"{workbook['rows_faulty']} of {workbook['rows_total']} rows are faulty: {said}"


async def send_corrected(journey: Journey) -> str:
    """The corrected workbook is sent once, however often one sends it."""
    workbook = await _rehearsed(journey, await _upload(journey, CORRECTED))
    journey.seen["effect"] = effect = workbook["effect"]
    first = await _send(journey, workbook)
    expect(not first["already_sent"], "sent for the first time")
    again = await _send(journey, await _upload(journey, CORRECTED))
    expect(again == {**first, "already_sent": True}, f"the second sending {again}")
    journey.seen["batch"] = first
    await announced(journey, MovementSubmitted=1)
    return (
        f"rehearsed: {effect['workers_in']} workers in, the bill of {MONTH} would go from "
        f"{effect['amount_before']} to {effect['amount_after']} JOD; batch {first['number']}: "
        f"{first['rows']} rows, file {first['file_hash'][:12]}…, {first['submitted_at']}; "
        "sent again: nothing changed. MovementSubmitted"
    )


async def approve(journey: Journey) -> str:
    """The branch's officer approves, another branch's does not find it; one worker stops."""
    elsewhere = await journey.employee("officer", OTHER_BRANCH)
    journey.officer = await journey.employee("officer", BRANCH)
    batch_id = journey.seen["batch"]["batch_id"]
    answer = await elsewhere.ask("GET", f"{MOVEMENTS}/batches/{batch_id}")
    expect(answer.status_code == 404, f"an officer of another branch got {answer.status_code}")  # noqa: PLR2004
    await _decide(journey, batch_id)
    workers = await _workers(journey)
    expect(len(workers) == journey.seen["batch"]["rows"], f"{len(workers)} workers are covered")
    [leaver] = [one for one in workers if one["wage"] == LEAVER_WAGE]
    last = {"stopped_on": "2026-03-20", "reason": "RESIGNATION"}
    stops = {"stops": [{"coverage_id": leaver["coverage_id"], **last}]}
    batch = await journey.clerk.post(f"{MOVEMENTS}{journey.of_establishment}/stops", stops)
    await _decide(journey, batch["batch_id"])
    await announced(journey, MovementApproved=2, CoverageStarted=len(workers), CoverageStopped=1)
    journey.seen["workers"] = workers
    events = f"MovementApproved, CoverageStarted ×{len(workers)}, CoverageStopped"
    return f"{len(workers)} workers covered, {leaver['name_ar']} stopped. {events}"


async def messages(journey: Journey) -> str:
    """Each worker with a known number is told, and the employer hears the outcome."""
    for phone in TOLD:
        await until(f"an SMS on {phone}", partial(_ours_on, journey, phone))

    async def outcome() -> bool:
        return (await _inbox(journey)).count("batch-approved") == BATCHES

    await until("the outcome in the employer's inbox", outcome)
    [text] = await _ours_on(journey, TOLD[0])
    return f"{len(TOLD)} workers told by SMS, e.g. «{text}»; the employer's inbox has the outcome"


async def close_month(journey: Journey) -> str:
    """The treasurer closes the month; every line of the invoice says how it came about."""
    journey.treasurer = await journey.employee("treasurer")
    body = {"month": MONTH, "establishment_id": journey.establishment["establishment_id"]}
    await _billing_knows(journey)
    closing = await journey.treasurer.post(f"{BILLING}/month-closings", body)

    async def done() -> Any:
        found = await journey.treasurer.get(f"{BILLING}/month-closings/{closing['closing_id']}")
        return found if found["state"] == "done" else None

    await until("the month is closed", done)
    [invoice] = (await journey.clerk.get(f"{BILLING}{journey.of_establishment}/invoices"))["items"]
    lines = await journey.clerk.get(f"{BILLING}/invoices/{invoice['invoice_id']}/lines")
    totals = {(line["wage"], line["hazardous"]): line for line in lines["items"]}
    plain, hazardous = totals["500.000", False], totals["500.000", True]
    shares = (plain["employer_share"], plain["worker_share"], plain["total"])
    expect(shares == ("71.250", "37.500", "108.750"), f"the line of 500 says {shares}")
    expect(hazardous["total"] == "113.750", f"the hazardous line says {hazardous['total']}")
    expect(all(_explained(line) for line in lines["items"]), "each line is explained")
    rehearsed = journey.seen["effect"]["amount_after"]
    expect(invoice["amount_due"] == rehearsed, f"the rehearsal had said {rehearsed}")
    expect(invoice["rehearsal"]["changes"] == [], f"since then: {invoice['rehearsal']}")
    journey.seen["invoice"] = invoice
    await announced(journey, InvoiceIssued=1)
    return (
        f"invoice {invoice['number']}: {invoice['amount_due']} JOD as rehearsed, due "
        f"{invoice['due_on']}; "
        "500.000 → 71.250 + 37.500 = 108.750, hazardous 113.750. InvoiceIssued"
    )


async def pay(journey: Journey) -> str:
    """The bank pulls and pays: once, again, forged, and with another amount."""
    number = journey.establishment["payment_number"]
    due = journey.seen["invoice"]["amount_due"]

    async def pulled() -> Any:
        """While billing is away the bank hears of no bill, and pulls again."""
        return (await journey.bank.pull(number))["bills"]

    [bill] = await until("the bill at the bank", pulled)
    expect(bill["due_amount"] == due, f"the hub hears {bill['due_amount']}, the invoice says {due}")
    journey.seen["settlement_day"] = day = await unused_day(journey.treasurer)
    order = {
        "billing_no": number,
        "bill_no": bill["bill_no"],
        "amount": due,
        "stmt_date": day,
    }
    transaction = f"DEMO{secrets.randbelow(10**12):012d}"
    paid = await journey.bank.insist(**order, transaction=transaction)
    again = await journey.bank.insist(repeat_of=transaction)
    forged = await journey.bank.insist(**order, forge=True)
    other = await journey.bank.insist(repeat_of=transaction, amount="1.000")
    codes = [str(one["code"]) for one in (paid, again, forged, other)]
    expect(codes[:3] == [OK, OK, FORGED] and codes[3] in CONFLICTING, f"the hub heard {codes}")
    payments = (await journey.clerk.get(f"{BILLING}{journey.of_establishment}/payments"))["items"]
    expect([one["amount_paid"] for one in payments] == [due], f"payments {payments}")
    raised = (await journey.treasurer.get(f"{BILLING}/exceptions", limit=200))["items"]
    ours = [one for one in raised if transaction in str(one["facts"])]
    expect([one["kind"] for one in ours] == ["conflicting-payment"], f"the treasurer sees {ours}")
    await announced(journey, PaymentReceived=1)
    journey.seen["transaction"] = transaction
    return (
        f"paid {due} once (transaction {transaction}); repeat {codes[1]}, forged {codes[2]}, "
        f"conflicting {codes[3]} and raised to the treasurer. PaymentReceived"
    )


async def unused_day(treasurer: Visitor) -> str:
    """A settlement day of the past of which billing has heard nothing: each run has its own."""
    while True:
        day = (date(2016, 1, 1) + timedelta(days=secrets.randbelow(3600))).isoformat()
        found = await treasurer.get(f"{BILLING}/reconciliation/days", before=following(day))
        if day not in [one["day"] for one in found["items"]]:
            return day


def following(day: str) -> str:
    """The day after."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


async def settle(journey: Journey) -> str:
    """Nothing is due, the ledger balances, the messages are there."""
    bill = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/bill")
    expect(bill["balance_due"] == "0.000", f"still due {bill['balance_due']}")
    trial = await journey.treasurer.get(f"{BILLING}/trial-balance")
    expect(trial["balanced"] and trial["debit"] == trial["credit"], f"the ledger says {trial}")

    async def received() -> list[str] | None:
        kinds = await _inbox(journey)
        return kinds if {"invoice-issued", "payment-received"} <= set(kinds) else None

    kinds = await until("bill and payment in the inbox", received)
    expect(len(kinds) == len(set(kinds)) + BATCHES, f"nothing is told twice: {kinds}")
    for phone in TOLD:
        texts = await _ours_on(journey, phone)
        expect(len(texts) == 1, f"{phone} was told {len(texts)} times")
    return f"balance 0.000; ledger balanced at {trial['debit']}; inbox: {', '.join(kinds)}"


async def _upload(journey: Journey, file: Path) -> Any:
    """The workbook with its verdict."""
    content = await asyncio.to_thread(file.read_bytes)
    files = {"file": (file.name, content, SHEET)}
    path = f"{MOVEMENTS}{journey.of_establishment}/workbooks"
    await known(journey.clerk, f"{MOVEMENTS}{journey.of_establishment}/batches")
    uploaded = await journey.clerk.post(path, data={"month": MONTH}, files=files)
    return await until_checked(journey.clerk, f"{MOVEMENTS}/workbooks/{uploaded['workbook_id']}")


async def _rehearsed(journey: Journey, workbook: dict[str, Any]) -> Any:
    """The workbook with its effect on the bill."""

    async def look() -> Any:
        found = await journey.clerk.get(f"{MOVEMENTS}/workbooks/{workbook['workbook_id']}")
        return found if found["effect"] else None

    return await until("the effect on the bill", look)


async def _billing_knows(journey: Journey) -> None:
    """Wait until billing has heard of every decision of the officer."""
    journey.treasurer.positions.update(journey.officer.positions)
    await caught_up(journey.treasurer, f"{BILLING}/exceptions")


async def _send(journey: Journey, workbook: dict[str, Any]) -> Any:
    path = f"{MOVEMENTS}/workbooks/{workbook['workbook_id']}/send"
    return await journey.clerk.post(path, {"leave_out_faulty": False})


async def _decide(journey: Journey, batch_id: str) -> None:
    """The officer finds the batch in his queue and approves it."""
    queue = (await journey.officer.get(f"{MOVEMENTS}/batches", limit=200))["items"]
    [batch] = [one for one in queue if one["batch_id"] == batch_id]
    decision = {"decision": "approve", "version": batch["version"]}
    await journey.officer.post(f"{MOVEMENTS}/batches/{batch_id}/decision", decision)


async def _workers(journey: Journey) -> Any:
    answer = await journey.clerk.get(f"{MOVEMENTS}{journey.of_establishment}/workers")
    return answer["items"]


def _explained(line: dict[str, Any]) -> bool:
    parts = line["parts"]
    named = all(part["article"] and part["rate"] for part in parts)
    return bool(
        parts and named and line["wage_source"] and line["rate_version"] and line["rounding"]
    )


async def _events(journey: Journey) -> dict[str, int]:
    """Events about the establishment, without those of its registration."""
    establishment_id = journey.establishment["establishment_id"]
    found = await until("the event log", lambda: events_about(journey.kafka, establishment_id))
    house = {"EstablishmentRegistered", "LiaisonOfficerAssigned"}
    return {name: count for name, count in found.items() if name not in house}


async def _inbox(journey: Journey) -> list[str]:
    """What the employer was told, by kind."""
    answer = await journey.clerk.get(f"{INBOX}{journey.of_establishment}/inbox", limit=200)
    return [item["template"] for item in answer["items"]]


async def _ours_on(journey: Journey, phone: str) -> list[str]:
    """Messages on a phone that speak of this run's establishment."""
    texts = await journey.phones.messages(phone)
    return [text for text in texts if journey.establishment["name_ar"] in text]


async def announced(journey: Journey, **wanted: int) -> None:
    """Wait until exactly so many events of these types stand on the log."""

    async def look() -> bool:
        found = await _events(journey)
        return all(found.get(name, 0) == count for name, count in wanted.items())

    await until(f"on the log: {wanted}", look)

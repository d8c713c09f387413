"""The judge: from the clients' log and from what a user or an auditor can read; nothing else."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from deploy.demo.steps import BILLING, INBOX, MOVEMENTS
from tests.faults.lab.client import Log
from tests.faults.lab.employer import AFTER, LAST_DAY, MONTH, YEAR, Employer, jod
from tests.faults.lab.topics import (
    Told,
    doubled,
    first_tellings,
    gaps,
    never_told,
    not_rising,
    out_of_order,
)
from tests.journeys.january import template

ON_THEIR_WAY_LOOKS = 30
RATE = Decimal("0.2175")
"""All contributions of a worker of a private establishment, without hazards (A)."""

ONCE = (
    ("InsuredPersonRegistered", "person_id"),
    ("CoverageStarted", "coverage_id"),
    ("CoverageStopped", "coverage_id"),
    ("PaymentReceived", "payment_id"),
    ("MovementSubmitted", "batch_id"),
    ("MovementApproved", "batch_id"),
    ("PayrollFileAccepted", "file_id"),
    ("InvoiceIssued", "invoice_id"),
)


@dataclass
class Verdict:
    """What is lost, doubled, out of order, or does not add up; all empty when all is well.

    `unfinished` says why a run broke off before its end.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not any(vars(self).values())

    def compare(self, what: str, found: Counter[str], wanted: Counter[str]) -> None:
        """What is missing is lost, what is too much is doubled."""
        self.lost += [f"{what} {one} x {count}" for one, count in (wanted - found).items()]
        self.doubled += [f"{what} {one} x {count}" for one, count in (found - wanted).items()]


async def judge_employer(employer: Employer, log: Log, verdict: Verdict) -> None:
    """His workers, his payments, his bill."""
    mine = _Mine(log, employer.number)
    own = employer.journey.of_establishment
    workers = await employer.every(f"{MOVEMENTS}{own}/workers", left="true")
    stopped = {one["coverage_id"] for one in workers if one["stopped_on"] == str(LAST_DAY)}
    verdict.compare(
        f"{employer.number}: wages of workers",
        Counter(one["wage"] for one in workers),
        Counter(f"{wage}.000" for wage in mine.joined.values()),
    )
    verdict.compare(f"{employer.number}: stop", Counter(stopped), Counter(mine.stopped))
    payments = await employer.every(f"{BILLING}{own}/payments")
    verdict.compare(
        f"{employer.number}: payment",
        Counter(f"{one['hub_transaction']} {one['amount_paid']}" for one in payments),
        Counter(f"{number} {jod(fils)}" for number, fils in mine.paid.items()),
    )
    await _judge_roll(employer, workers, verdict)
    await _judge_bill(employer, mine, workers, verdict)
    await _judge_notices(employer, mine, verdict)


async def _judge_roll(
    employer: Employer, workers: Sequence[Mapping[str, Any]], verdict: Verdict
) -> None:
    """Payroll knows the same workers."""
    if workers:
        roll = Counter([*await template(employer.journey, YEAR)])
        known = Counter(one["insurance_number"] for one in workers)
        verdict.compare(f"{employer.number}: on payroll's roll", roll, known)


async def _judge_bill(
    employer: Employer, mine: "_Mine", workers: Sequence[Mapping[str, Any]], verdict: Verdict
) -> None:
    """The invoices by our own sum; the balance from them and from what was paid."""
    own = employer.journey.of_establishment
    staying = [one for one in workers if one["stopped_on"] is None]
    due = {MONTH: _due(workers, mine.declared), AFTER: _due(staying, mine.declared)}
    invoices = (await employer.journey.clerk.get(f"{BILLING}{own}/invoices"))["items"]
    billed = Counter(f"{one['kind']} {one['month']} {one['amount_due']}" for one in invoices)
    wanted = Counter(f"invoice {month} {amount:.3f}" for month, amount in due.items() if amount)
    verdict.compare(f"{employer.number}: bill", billed, wanted)
    bill = await employer.journey.clerk.get(f"{BILLING}{own}/bill")
    balance = sum(due.values()) - Decimal(sum(mine.paid.values())) / 1000
    told = Decimal(bill["balance_due"]) - Decimal(bill["credit"])
    if told != balance:
        verdict.unbalanced.append(f"{employer.number}: balance {told}, it should be {balance}")


def _due(workers: Sequence[Mapping[str, Any]], declared: Mapping[str, str]) -> Decimal:
    wages = [declared.get(one["insurance_number"], one["wage"]) for one in workers]
    return sum((Decimal(wage) * RATE for wage in wages), Decimal(0))


async def _judge_notices(employer: Employer, mine: "_Mine", verdict: Verdict) -> None:
    """He is told of each decision and each payment, once."""
    own = employer.journey.of_establishment
    wanted = Counter(
        {
            "batch-approved": mine.approved,
            "january-file-accepted": mine.accepted,
            "payment-received": len(mine.paid),
        }
    )

    async def notices() -> Counter[str]:
        inbox = await employer.every(f"{INBOX}{own}/inbox")
        return Counter(one["template"] for one in inbox if one["template"] in wanted)

    await _come(notices, wanted)
    verdict.compare(f"{employer.number}: notice", await notices(), +wanted)


async def _come(look: Callable[[], Awaitable[Counter[str]]], wanted: Counter[str]) -> None:
    """Messages are on their way for a while."""
    for _ in range(ON_THEIR_WAY_LOOKS):
        if not wanted - await look():
            return
        await asyncio.sleep(1)


class _Mine:
    """What one employer's own log says that he was told."""

    def __init__(self, log: Log, number: str) -> None:
        def of(kind: str) -> list[dict[str, Any]]:
            return [one for one in log.of(kind) if one["establishment"] == number]

        approved = of("approve")
        self.approved = len(approved)
        self.joined = {
            person: wage for one in approved for person, wage in one.get("persons", {}).items()
        }
        self.stopped = [cover for one in approved for cover in one.get("stopped", [])]
        self.paid = {one["transaction"]: one["fils"] for one in of("pay")}
        accepted = of("accept-january")
        self.accepted = len(accepted)
        self.declared = {
            person: f"{wage}.000" for one in accepted for person, wage in one["wages"].items()
        }


def judge_log(log: Sequence[Told], verdict: Verdict) -> int:
    """What stands on the topics; how many events were told again under their id."""
    once = first_tellings(log)
    verdict.lost += never_told(once)
    verdict.reordered += [*out_of_order(once), *not_rising(once), *gaps(once)]
    for name, about in ONCE:
        verdict.doubled += doubled(once, name, about)
    return len(log) - len(once)


def judge_announced(
    number: str, key: str, log: Log, announced: Counter[tuple[str, str]], verdict: Verdict
) -> None:
    """Under an employer's key stands what he was told is done, each thing once.

    `announced` counts first tellings by key and event.
    """
    mine = _Mine(log, number)
    wanted = Counter(
        CoverageStarted=len(mine.joined),
        CoverageStopped=len(mine.stopped),
        MovementApproved=mine.approved,
        PayrollFileAccepted=mine.accepted,
        PaymentReceived=len(mine.paid),
    )
    found = Counter({name: announced[key, name] for name in wanted})
    verdict.compare(f"{number}: announced", +found, +wanted)


def judge_unknown(log: Log, verdict: Verdict) -> None:
    """A command without an answer may have its effect or not; then the rest cannot be told."""
    verdict.lost += [
        f"no answer: {json.dumps(one)[:300]}" for one in log.entries if one["outcome"] == "unknown"
    ]

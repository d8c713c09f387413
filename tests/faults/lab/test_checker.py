"""The judge is shown to see: a wrong log or topic is refused, a right one is not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.faults.lab.checker import Verdict, judge_announced, judge_employer, judge_log
from tests.faults.lab.client import Log
from tests.faults.lab.employer import LAST_DAY, Employer
from tests.faults.lab.topics import Told, deliveries, gaps
from tests.journeys.january import filled

NUMBER, KEY = "1004318", "the-establishment"
GOOD = Counter(
    {
        (KEY, "CoverageStarted"): 2,
        (KEY, "CoverageStopped"): 1,
        (KEY, "MovementApproved"): 2,
        (KEY, "PayrollFileAccepted"): 1,
        (KEY, "PaymentReceived"): 1,
    }
)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Two were enrolled, both have a declared wage, one left; something was paid."""
    written = Log(tmp_path / "client.jsonl")
    done = {"establishment": NUMBER, "outcome": "ok"}
    written.entries = [
        {"kind": "approve", "persons": {"n1": 400, "n2": 500}, **done},
        {"kind": "accept-january", "wages": {"i1": 600, "i2": 500}, **done},
        {"kind": "approve", "stopped": ["c2"], **done},
        {"kind": "pay", "transaction": "T1", "fils": 1500, **done},
        {"kind": "pay", "transaction": "T2", "fils": 9, "establishment": "9", "outcome": "ok"},
    ]
    return written


def wages_declared(file: str, *parts: int, of: int) -> list[Told]:
    body = {"file_id": file, "parts": of}
    return [
        Told("payroll.wages.v1", 0, n, KEY, f"{file}/{n}", "WagesDeclared", {**body, "part": part})
        for n, part in enumerate(parts)
    ]


def about_batch(name: str) -> Told:
    return Told("movements.batches.v1", 0, 0, KEY, name, name, {"batch_id": "b1"})


def test_a_message_is_a_record_for_each_consumer() -> None:
    counted = {"movements.coverage.v1": 10, "payroll.wages.v1": 2, "notifications.messages.v1": 5}
    assert deliveries(counted) == 10 * 3 + 2


class TestTopics:
    def test_parts_in_their_order_are_right(self) -> None:
        assert gaps([*wages_declared("f1", 1, 2, of=2), *wages_declared("f2", 1, of=1)]) == []

    @pytest.mark.parametrize("parts", [(1,), (2, 1), (1, 1, 2), (2,)])
    def test_a_gap_a_double_or_another_order_of_parts_is_seen(self, parts: tuple[int, ...]) -> None:
        verdict = Verdict()
        judge_log(wages_declared("f1", *parts, of=2), verdict)
        assert verdict.reordered == [f"WagesDeclared of f1 in parts {[*parts]} of 2"]

    def test_a_batch_of_which_only_the_decision_is_told_is_lost(self) -> None:
        verdict = Verdict()
        judge_log([about_batch("MovementApproved")], verdict)
        assert verdict.lost == ["MovementSubmitted of b1, of which MovementApproved is told"]
        assert verdict.reordered == []

    def test_a_decision_before_its_batch_is_out_of_order(self) -> None:
        verdict = Verdict()
        judge_log([about_batch("MovementApproved"), about_batch("MovementSubmitted")], verdict)
        assert verdict.reordered == ["MovementApproved b1 before its MovementSubmitted"]
        assert verdict.lost == []

    def test_a_person_registered_twice_is_seen(self) -> None:
        verdict = Verdict()
        told = [
            Told("t", 0, n, "p1", f"e{n}", "InsuredPersonRegistered", {"person_id": "p1"})
            for n in (1, 2)
        ]
        judge_log(told, verdict)
        assert verdict.doubled == ["InsuredPersonRegistered p1 x 2"]


class TestAnnounced:
    def test_what_he_was_told_is_right(self, log: Log) -> None:
        verdict = Verdict()
        judge_announced(NUMBER, KEY, log, GOOD, verdict)
        assert verdict.holds

    @pytest.mark.parametrize("name", [name for _, name in GOOD])
    def test_a_missing_event_is_lost_and_one_too_many_is_doubled(self, log: Log, name: str) -> None:
        missing, more = Verdict(), Verdict()
        judge_announced(NUMBER, KEY, log, GOOD - Counter({(KEY, name): 1}), missing)
        judge_announced(NUMBER, KEY, log, GOOD + Counter({(KEY, name): 1}), more)
        assert missing.lost == [f"{NUMBER}: announced {name} x 1"]
        assert not missing.doubled
        assert more.doubled == [f"{NUMBER}: announced {name} x 1"]
        assert not more.lost


def worker(number: int, wage: str, stopped_on: str | None) -> dict[str, Any]:
    ids = {"coverage_id": f"c{number}", "insurance_number": f"i{number}"}
    return {**ids, "wage": wage, "stopped_on": stopped_on}


@dataclass
class Clerk:
    """What an employer reads when all is well: 1,100 JOD of wages in January, 600 after."""

    workers: list[Any] = field(
        default_factory=lambda: [worker(1, "400.000", None), worker(2, "500.000", str(LAST_DAY))]
    )
    payments: list[Any] = field(
        default_factory=lambda: [{"hub_transaction": "T1", "amount_paid": "1.500"}]
    )
    invoices: list[Any] = field(
        default_factory=lambda: [
            {"kind": "invoice", "month": "2026-01", "amount_due": "239.250"},
            {"kind": "invoice", "month": "2026-02", "amount_due": "130.500"},
        ]
    )
    inbox: list[Any] = field(
        default_factory=lambda: [
            {"template": name}
            for name in [*["batch-approved"] * 2, "payment-received", "january-file-accepted"]
        ]
    )
    roll: list[str] = field(default_factory=lambda: ["i1", "i2"])
    balance_due: str = "368.250"

    async def get(self, path: str, **query: object) -> Any:
        what = path.rpartition("/")[2]
        if what == "bill":
            return {"balance_due": self.balance_due, "credit": "0.000"}
        return {"items": getattr(self, what)}

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return httpx.Response(200, content=filled(dict.fromkeys(self.roll, 500)))


async def judged(clerk: Clerk, log: Log) -> Verdict:
    establishment = {"number": NUMBER, "establishment_id": KEY}
    journey: Any = SimpleNamespace(
        clerk=clerk, establishment=establishment, of_establishment=f"/establishments/{KEY}"
    )
    verdict = Verdict()
    await judge_employer(Employer(journey, log, Random(1)), log, verdict)
    return verdict


def _not_stopped(clerk: Clerk) -> None:
    clerk.workers[1]["stopped_on"] = None


WRONG: dict[str, tuple[Callable[[Clerk], object], str, str]] = {
    "a worker is missing": (lambda one: one.workers.pop(0), "lost", "wages of workers"),
    "a worker is there twice": (
        lambda one: one.workers.append(one.workers[0]),
        "doubled",
        "wages of workers",
    ),
    "a stop is missing": (_not_stopped, "lost", "stop c2"),
    "payroll lacks a worker": (lambda one: one.roll.pop(), "lost", "on payroll's roll i2"),
    "payroll has one too many": (
        lambda one: one.roll.append("i3"),
        "doubled",
        "on payroll's roll i3",
    ),
    "billing did not hear of a stop": (
        lambda one: one.invoices[1].update(amount_due="239.250"),
        "lost",
        "bill invoice 2026-02 130.500",
    ),
    "billing did not hear of a declared wage": (
        lambda one: one.invoices[0].update(amount_due="195.750"),
        "lost",
        "bill invoice 2026-01 239.250",
    ),
    "a payment is there twice": (
        lambda one: one.payments.append(one.payments[0]),
        "doubled",
        "payment T1 1.500",
    ),
    "the balance is another one": (
        lambda one: setattr(one, "balance_due", "368.249"),
        "unbalanced",
        "balance 368.249",
    ),
    "the January file's notice came twice": (
        lambda one: one.inbox.append(one.inbox[-1]),
        "doubled",
        "notice january-file-accepted x 1",
    ),
}


class TestEmployer:
    async def test_what_he_expects_is_right(self, log: Log) -> None:
        assert (await judged(Clerk(), log)).holds

    @pytest.mark.parametrize("what", WRONG)
    async def test_what_is_wrong_is_seen(self, log: Log, what: str) -> None:
        spoil, where, said = WRONG[what]
        clerk = Clerk()
        spoil(clerk)
        verdict = await judged(clerk, log)
        found = getattr(verdict, where)
        assert any(said in one for one in found), verdict

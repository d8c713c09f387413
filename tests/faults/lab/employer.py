"""An employer of the load: what he asks for, and what he therefore expects to find."""

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import httpx

from deploy.demo.january import PAYROLL, close
from deploy.demo.steps import BILLING, MOVEMENTS, OK, SHEET, Journey, sign_in
from deploy.demo.visitor import Unexpected, caught_up, known, until, until_checked
from tests.faults.lab.client import Log
from tests.journeys.january import filled, template
from tests.services.movements.workbooks import row_for, workbook, workers

STARTED_ON, YEAR = date(2026, 1, 1), 2026
LAST_DAY, LEFT = date(2026, 1, 31), "RESIGNATION"
MONTHS = MONTH, AFTER = "2026-01", "2026-02"
"""Those that are billed: in the first all are covered, in the second those who stayed."""

WAGES = (400, 500, 600)
"""Dinars; their contributions come to whole fils."""

PEOPLE = workers(2000)
STOPS_MAX = 500
"""What one list of stops may hold."""


@dataclass
class Employer:
    """One establishment with its clerk; the branch's officer decides for all of them."""

    journey: Journey
    log: Log
    chance: random.Random
    free: list[Any] = field(default_factory=lambda: [*PEOPLE])
    wages: dict[str, int] = field(default_factory=dict)
    """Joining wage (dinars) by national number, of everybody whose batch was approved."""

    leaving: set[str] = field(default_factory=set)
    """Cover for which a stop was asked."""

    closed: bool = False
    """Whether his months are."""

    @property
    def number(self) -> str:
        """The establishment's number."""
        return str(self.journey.establishment["number"])

    async def begin(self) -> bool:
        """Register, sign in, and wait until every service knows of it; true, or `Unexpected`."""
        await sign_in(self.journey)
        self.journey.officer = await self.journey.employee("officer", "amman-center")
        self.journey.treasurer = await self.journey.employee("treasurer")
        clerk, own = self.journey.clerk, self.journey.of_establishment
        for path in (
            f"{MOVEMENTS}{own}/batches",
            f"{BILLING}{own}/bill",
            f"{PAYROLL}{own}/january",
        ):
            await known(clerk, path)
        self.chance.shuffle(self.free)
        return True

    async def come_back(self) -> None:
        """The clerk signs in again, if he has been away for so long that his session ended."""
        before, clerk = self.journey.clerk, self.journey.visitor()
        clerk.positions = before.positions
        if not clerk.goes_on(before):
            await self.journey.phones.sign_in(clerk, self.journey.account, "establishment")
        self.journey.clerk = clerk

    async def enrol(self, count: int) -> None:
        """So many workers (as far as there are) by workbook: uploaded, sent, approved."""
        people = [self.free.pop() for _ in range(min(count, len(self.free)))]
        if not people:
            return
        wages = {one.national_number: self.chance.choice(WAGES) for one in people}
        rows = [
            row_for(
                one,
                started_on=STARTED_ON,
                wage=Decimal(wages[one.national_number]),
                phone=None,
            )
            for one in people
        ]
        batch = await self._send(workbook(rows))
        if batch is not None and await self._decide(batch, persons=wages):
            self.wages |= wages

    async def _send(self, content: bytes) -> Any:
        clerk, own = self.journey.clerk, f"{MOVEMENTS}{self.journey.of_establishment}"
        files = {"file": ("enrolment.xlsx", content, SHEET)}
        form = {"month": MONTH}
        uploaded = await self._command(
            "upload", lambda: clerk.post(f"{own}/workbooks", data=form, files=files)
        )
        if uploaded is None:
            return None
        path = f"{MOVEMENTS}/workbooks/{uploaded['workbook_id']}"
        await until_checked(clerk, path)
        send = {"leave_out_faulty": False}
        return await self._command("send", lambda: clerk.post(f"{path}/send", send))

    async def stop(self, count: int) -> None:
        """So many workers (as far as there are) leave; the branch approves."""
        own = f"{MOVEMENTS}{self.journey.of_establishment}"
        found = [one["coverage_id"] for one in await self.every(f"{own}/workers")]
        staying = [one for one in found if one not in self.leaving]
        if not staying:
            return
        leaving = self.chance.sample(staying, min(count, len(staying), STOPS_MAX))
        self.leaving.update(leaving)
        stop = {"stopped_on": LAST_DAY.isoformat(), "reason": LEFT}
        body = {"stops": [{"coverage_id": one, **stop} for one in leaving]}
        batch = await self._command("stop", lambda: self.journey.clerk.post(f"{own}/stops", body))
        if batch is not None:
            await self._decide(batch, stopped=leaving)

    async def every(self, path: str, **query: object) -> list[Any]:
        """Every page of a list."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.journey.clerk.get(path, limit=200, **query, **cursor)
            found += page["items"]
            if not page.get("next_cursor"):
                return found
            cursor = {"cursor": page["next_cursor"]}

    async def _decide(self, batch: dict[str, Any], **facts: Any) -> bool:
        path = f"{MOVEMENTS}/batches/{batch['batch_id']}/decision"
        body = {"decision": "approve", "version": 1}
        officer = self.journey.officer
        decided = await self._command(
            "approve", lambda: officer.post(path, body), batch=batch["batch_id"], **facts
        )
        self.journey.clerk.positions.update(officer.positions)
        return decided is not None

    async def known_to_payroll(self) -> None:
        """Wait until payroll has heard of all he did."""
        await caught_up(self.journey.clerk, f"{PAYROLL}{self.journey.of_establishment}/january")

    async def declare_wages(self) -> None:
        """The January file: everybody's wage anew; accepted by the branch."""
        rows = await template(self.journey, YEAR)
        if not rows:
            return
        wages = {number: self.chance.choice(WAGES) for number in rows}
        clerk, own = self.journey.clerk, f"{PAYROLL}{self.journey.of_establishment}"
        files = {"file": ("january.xlsx", filled(wages), SHEET)}
        form = {"year": str(YEAR)}
        uploaded = await self._command(
            "upload-january", lambda: clerk.post(f"{own}/january-files", data=form, files=files)
        )
        if uploaded is None:
            return
        path = f"{PAYROLL}/january-files/{uploaded['file_id']}"
        checked = await until_checked(clerk, path)
        if checked["rows_missing"]:
            return  # somebody was enrolled meanwhile: the file is not whole any more
        sent = await self._command("send-january", lambda: clerk.post(f"{path}/send"))
        if sent is not None:
            await self._accept(uploaded["file_id"], wages)

    async def _accept(self, file_id: str, wages: dict[str, int]) -> None:
        path, officer = f"{PAYROLL}/january-files/{file_id}", self.journey.officer
        version = (await officer.get(path))["version"]
        body = {"decision": "accept", "version": version}
        await self._command(
            "accept-january", lambda: officer.post(f"{path}/decision", body), wages=wages
        )

    async def close(self) -> None:
        """The treasurer closes his months, once billing has heard of all he did."""
        self.closed = await self._command("close", self._close) is not None

    async def _close(self) -> bool:
        journey = self.journey
        journey.treasurer = await journey.employee("treasurer")
        await caught_up(journey.clerk, f"{BILLING}{journey.of_establishment}/bill")
        await close(journey, *MONTHS)
        return True

    async def pull(self) -> None:
        """A bank asks what is due."""
        number = self.journey.establishment["payment_number"]

        async def pulled() -> Any:
            try:
                return await self.journey.bank.pull(number)
            except httpx.TransportError:
                return None

        await self._command("pull", lambda: until("no answer to a bank", pulled))

    async def pay(self, transaction: str, fils: int) -> None:
        """A payment through the hub, which insists until it is answered."""
        number = self.journey.establishment["payment_number"]
        order = {"billing_no": number, "amount": jod(fils), "transaction": transaction}
        facts = {"transaction": transaction, "fils": fils}
        await self._command("pay", lambda: self._taken(**order), **facts)

    async def _taken(self, **order: object) -> Any:
        """Taken by the hub, and told of until we say that it is booked."""
        told = await self.journey.bank.insist(**order)
        if str(told["code"]) != OK:
            raise Unexpected(f"the hub's notice was answered with {told['code']}")
        return told

    async def pay_again(self, transaction: str) -> None:
        """The hub tells of a payment once more."""
        await self._command("pay-again", lambda: self._taken(repeat_of=transaction))

    async def _command(self, kind: str, ask: Any, **facts: Any) -> Any:
        return await self.log.command(kind, ask, establishment=self.number, **facts)


def jod(fils: int) -> str:
    """An amount as the interfaces write it."""
    return f"{fils // 1000}.{fils % 1000:03d}"

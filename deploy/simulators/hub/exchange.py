"""The hub at work: a pull is sent once, a notification until it is answered or put on hold."""

from datetime import UTC, date, datetime
from functools import cache
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from pydantic import BaseModel

from deploy.simulators.hub.answers import Answer, BillView
from deploy.simulators.hub.book import Plant, Row, rows_of
from deploy.simulators.hub.connection import Connection
from deploy.simulators.hub.line import BillerLine, Call
from deploy.simulators.hub.messages import (
    PaymentFacts,
    PullFacts,
    Sender,
    payment_message,
    pull_message,
)
from deploy.simulators.hub.orders import new_transaction
from deploy.simulators.hub.records import Records
from deploy.simulators.hub.verdicts import (
    Finding,
    header_findings,
    payment_findings,
    pull_findings,
)

BILL_PULL = "postpaid/BillPull"
NOTIFICATION = "payment/ReceivePaymentNotification"


class PullResult(BaseModel):
    """What a bank learns; `code` is the header's, each bill has its own."""

    guid: str
    code: int | None
    description: str
    bills: list[BillView]
    signature_valid: bool | None
    findings: list[Finding]
    trouble: str | None
    raw_request: str
    raw_response: str | None


class PaymentResult(BaseModel):
    """What became of a notification; without `code` it is on hold after `attempts`."""

    guid: str
    transaction: str
    code: int | None
    description: str
    signature_valid: bool | None
    findings: list[Finding]
    trouble: str | None
    attempts: int
    request_raw: str
    answer_raw: str | None


class Hub:
    """The hub's side of one connection."""

    def __init__(self, connection: Connection, records: Records, client: httpx.AsyncClient) -> None:
        self.connection = connection
        self.records = records
        self.line = BillerLine(connection, records, client)

    async def pull(self, facts: PullFacts, *, forge: bool) -> PullResult:
        """Asks what is due; once, because a customer waits."""
        guid = str(uuid4())
        raw = pull_message(facts, sender=self._sender(forge=forge), at=datetime.now(UTC))
        about = {"billing_no": facts.billing_no, "forged": forge}
        reply = await self.line.send(Call(BILL_PULL, guid, raw, about))
        bills, answer = list(reply.bills), reply.answer
        findings = self._header_findings(answer, guid, "BILPULRS")
        if answer is not None:
            findings += pull_findings(answer, bills, facts, at=datetime.now(UTC))
        return PullResult(
            guid=guid,
            code=answer.code if answer else None,
            description=answer.description if answer else "",
            bills=bills,
            signature_valid=reply.signature_valid,
            findings=findings,
            trouble=reply.trouble,
            raw_request=raw.decode(),
            raw_response=reply.text,
        )

    async def pay(self, facts: PaymentFacts, *, forge: bool) -> PaymentResult:
        """Takes a payment and notifies the biller of it, again and again if need be.

        Behind a forged notification stands no money.
        """
        guid = str(uuid4())
        raw = payment_message(facts, sender=self._sender(forge=forge), at=datetime.now(UTC))
        if not forge:
            self.records.take(facts, guid=guid)
        about = {
            "transaction": facts.transaction,
            "billing_no": facts.billing_no,
            "forged": forge,
        }
        reply = await self.line.insist(Call(NOTIFICATION, guid, raw, about))
        answer, transactions = reply.answer, list(reply.transactions)
        findings = self._header_findings(answer, guid, "BLRPMTNTFRS")
        if answer is not None:
            findings += payment_findings(answer, transactions, facts)
        said = next(iter(transactions), answer)
        return PaymentResult(
            guid=guid,
            transaction=facts.transaction,
            code=said.code if said else None,
            description=said.description if said else "",
            signature_valid=reply.signature_valid,
            findings=findings,
            trouble=reply.trouble,
            attempts=reply.attempts,
            request_raw=raw.decode(),
            answer_raw=reply.text,
        )

    def rows_of(self, day: date) -> list[Row]:
        """The rows of a day's report."""
        taken = self.records.taken_on(day, self.connection.biller_code)
        return [*rows_of(taken, [*self.records.plants().values()])]

    def plant(self, day: date, plant: Plant) -> bool:
        """Plants a difference into a payment of a day; False if there is none to plant into."""
        taken = self.records.taken_on(day, self.connection.biller_code)
        free = [one for one in taken if one.transaction not in self.records.plants()]
        asked = plant.transaction
        chosen = next((one for one in free if asked in (None, one.transaction)), None)
        if chosen is None:
            return False
        if plant.kind == "lost-notice":
            number = new_transaction(datetime.now(UTC))
            self.take_silently(chosen.model_copy(update={"transaction": number}))
        else:
            self.records.plant(Plant(kind=plant.kind, transaction=chosen.transaction))
        return True

    def take_silently(self, facts: PaymentFacts) -> PaymentResult:
        """Takes a payment that the biller never hears of: a lost notice."""
        guid = str(uuid4())
        self.records.take(facts, guid=guid)
        return PaymentResult(
            guid=guid,
            transaction=facts.transaction,
            code=None,
            description="not notified, as ordered",
            signature_valid=None,
            findings=[],
            trouble=None,
            attempts=0,
            request_raw="",
            answer_raw=None,
        )

    def _sender(self, *, forge: bool) -> Sender:
        key = forged_key() if forge else self.connection.key
        return Sender(self.connection.hub_code, key, self.connection.mode)

    def _header_findings(self, answer: Answer | None, guid: str, kind: str) -> list[Finding]:
        if answer is None:
            return []
        code = self.connection.biller_code
        return list(header_findings(answer, guid=guid, biller_code=code, kind=kind))


@cache
def forged_key() -> RSAPrivateKey:
    """A key that no biller knows."""
    return generate_private_key(public_exponent=65_537, key_size=2048)

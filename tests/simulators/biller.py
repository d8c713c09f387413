"""A small biller made of the service's own codec: the hub's counterpart in these tests."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from fastapi import FastAPI, Request, Response

from services.billing.gateways.mfep.answers import (
    Bill,
    Biller,
    bill_answer,
    nothing_due_answer,
    payment_answer,
    refused_payment_answer,
    refused_pull_answer,
    unknown_account_answer,
)
from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.document import MalformedMessage
from services.billing.gateways.mfep.messages import (
    Connection,
    PaymentEnvelope,
    PaymentNotice,
    parse_bill_pull,
    parse_payment_notice,
)
from services.billing.gateways.mfep.signatures import TextMode, verify

CODE = 987
SERVICE = "MonthlyContributions"
CONNECTION = Connection(hub_code=1, biller_code=CODE, service_types=frozenset({SERVICE}))
OWED_FILS = {"4000111": 108_750, "4000222": 0}

Refusal = Callable[..., bytes]


class TinyBiller:
    """Knows two accounts; `faults` are the HTTP statuses or codes of its next answers."""

    def __init__(
        self, key: RSAPrivateKey, hub_keys: Sequence[RSAPublicKey], mode: TextMode
    ) -> None:
        self.hub_keys = hub_keys
        self.biller = Biller(CODE, key, mode)
        self.faults: list[int | ResultCode] = []
        self.modes: list[TextMode] = []
        self.guids: list[str] = []
        self.messages: list[bytes] = []
        self.posted: dict[str, PaymentNotice] = {}
        self.application = FastAPI()
        self.application.post("/hub/postpaid/BillPull")(self._pull)
        self.application.post("/hub/payment/ReceivePaymentNotification")(self._payment)

    async def _pull(self, request: Request) -> Response:
        return await self._answered(request, self._bill, refused_pull_answer)

    async def _payment(self, request: Request) -> Response:
        return await self._answered(request, self._post, refused_payment_answer)

    async def _answered(
        self, request: Request, answer: Callable[[bytes, str], bytes], refuse: Refusal
    ) -> Response:
        raw, guid = await request.body(), request.query_params["GUID"]
        self.messages.append(raw)
        self.guids.append(guid)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, ResultCode):
            refusal = refuse(fault, guid, now=_now(), biller=self.biller)
            return Response(refusal, media_type="application/xml")
        if fault is not None:
            return Response("no", status_code=fault)
        try:
            mode = verify(raw, self.hub_keys)
            if mode is None:
                raise MalformedMessage(ResultCode.INVALID_SIGNATURE, "no key fits")
            self.modes.append(mode)
            content = answer(raw, guid)
        except MalformedMessage as malformed:
            content = refuse(malformed.code, guid, now=_now(), biller=self.biller)
        return Response(content, media_type="application/xml")

    def _bill(self, raw: bytes, guid: str) -> bytes:
        pull = parse_bill_pull(raw, guid, connection=CONNECTION)
        due_fils = OWED_FILS.get(pull.billing_no)
        if due_fils is None:
            return unknown_account_answer(pull, now=_now(), biller=self.biller)
        if due_fils == 0:
            return nothing_due_answer(pull, now=_now(), biller=self.biller)
        until = datetime(2099, 12, 31, 20, 59, 59, tzinfo=UTC)
        bill = Bill(due_fils, "شركة النور & أبناؤه", "تشرين <2>", until)
        return bill_answer(pull, bill, now=_now(), biller=self.biller)

    def _post(self, raw: bytes, guid: str) -> bytes:
        envelope: PaymentEnvelope = parse_payment_notice(raw, guid, connection=CONNECTION)
        (item,) = envelope.transactions
        code = self._posted(item) if isinstance(item, PaymentNotice) else item.code
        return payment_answer([(item.echo, code)], guid, now=_now(), biller=self.biller)

    def _posted(self, notice: PaymentNotice) -> ResultCode:
        known = self.posted.setdefault(notice.trx, notice)
        same = (known.paid_fils, known.billing_no) == (notice.paid_fils, notice.billing_no)
        return ResultCode.SUCCESS if same else ResultCode.DUPLICATE_PAYMENT


def _now() -> datetime:
    return datetime.now(UTC)

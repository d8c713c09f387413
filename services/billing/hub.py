"""What billing answers to the bank hub: signed XML in, signed XML out, always after the commit.

No token: the signature over the message is the proof. A refusal of the protocol is an HTTP 200
with its code; an HTTP error means that nothing was decided, and the hub tries again.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.copies import establishment_by_payment_number
from chassis.http.edge import InternalRoute, Work
from chassis.unit_of_work import UnitOfWork
from services.billing.gateways import Gateways
from services.billing.gateways.mfep.answers import (
    Bill,
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
    Echo,
    FaultyNotice,
    PaymentNotice,
    parse_bill_pull,
    parse_payment_notice,
)
from services.billing.gateways.mfep.signatures import verify
from services.billing.queries import accounts
from services.billing.use_cases.receive_payment import ConflictingPayment, receive_payment

XML = "application/xml"

router = APIRouter(route_class=InternalRoute, prefix="/hub", include_in_schema=False)

Guid = Annotated[str, Query(alias="GUID", max_length=100)]
Refuse = Callable[..., bytes]


@router.post("/postpaid/BillPull")
async def post_bill_pull(request: Request, work: Work, guid: Guid = "") -> Response:
    """What is due on a payment number (`BILPULRQ`)."""
    outside: Gateways = request.app.state.gateways
    raw = await request.body()
    try:
        _check_signature(work, raw, outside, guid)
        pull = parse_bill_pull(raw, guid, connection=outside.connection)
    except MalformedMessage as fault:
        return _refused(refused_pull_answer, fault.code, guid, work, outside)
    owner = await establishment_by_payment_number(work, pull.billing_no)
    if owner is None:
        return _xml(unknown_account_answer(pull, now=work.now, biller=outside.biller))
    due = await accounts.balance(work, owner.establishment_id)
    if due <= 0:
        return _xml(nothing_due_answer(pull, now=work.now, biller=outside.biller))
    bill = Bill(due, customer_name=owner.name_ar, free_text=owner.number)
    return _xml(bill_answer(pull, bill, now=work.now, biller=outside.biller))


@router.post("/payment/ReceivePaymentNotification")
async def post_payment_notification(request: Request, work: Work, guid: Guid = "") -> Response:
    """Payments the hub has taken (`BLRPMTNTFRQ`): each booked before the answer."""
    outside: Gateways = request.app.state.gateways
    raw = await request.body()
    try:
        _check_signature(work, raw, outside, guid)
        envelope = parse_payment_notice(raw, guid, connection=outside.connection)
    except MalformedMessage as fault:
        return _refused(refused_payment_answer, fault.code, guid, work, outside)
    results = [await _result(work, one, guid, outside) for one in envelope.transactions]
    return _xml(payment_answer(results, guid, now=work.now, biller=outside.biller))


async def _result(
    work: UnitOfWork, told: PaymentNotice | FaultyNotice, guid: str, outside: Gateways
) -> tuple[Echo, ResultCode]:
    if isinstance(told, FaultyNotice):
        return told.echo, told.code
    service_types = outside.connection.service_types
    try:
        await receive_payment(work, told, guid=guid, service_types=service_types)
    except ConflictingPayment:
        return told.echo, ResultCode.DUPLICATE_PAYMENT
    return told.echo, ResultCode.SUCCESS


def _check_signature(work: UnitOfWork, raw: bytes, outside: Gateways, guid: str) -> None:
    if verify(raw, outside.hub_keys) is None:
        work.record("money", "forged-message", about=("hub-message", guid[:36]), internal=True)
        raise MalformedMessage(ResultCode.INVALID_SIGNATURE, "no key of the hub fits")


def _refused(
    refuse: Refuse, code: ResultCode, guid: str, work: UnitOfWork, outside: Gateways
) -> Response:
    return _xml(refuse(code, guid, now=work.now, biller=outside.biller))


def _xml(content: bytes) -> Response:
    return Response(content, media_type=XML)

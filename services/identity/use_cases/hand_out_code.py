"""Hand out a code to the sender of messages: it is made now and kept only as a keyed hash."""

import os
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.models import Account
from services.identity.rules import codes


class CodeNoLongerDue(Refusal):
    """The sign-in has ended or its time is over: nothing is to be sent."""

    status = 410
    message = Message(
        ar="انتهت صلاحية الرمز قبل إرساله.",
        en="The code expired before it was sent.",
    )


@dataclass(frozen=True)
class HandedOut:
    """What the sender needs, once."""

    phone: str
    language: str
    code: str


async def hand_out_code(work: UnitOfWork, *, reference: UUID, pepper: bytes) -> HandedOut:
    """Make the code of a reference. A second call makes a new one; the former no longer holds.

    Raises `NotFound` and `CodeNoLongerDue`.
    """
    flow = await queries.sign_in_by_reference(work, reference)
    if flow is None:
        raise NotFound
    if flow.used_at is not None or flow.expires_at <= work.now:
        raise CodeNoLongerDue
    account = await work.session.get(Account, flow.account_id)
    assert account is not None, "a sign-in belongs to an account"
    code = codes.code_from(os.urandom(16))
    flow.code_mac = codes.mac_of(code, pepper=pepper, flow=flow.sign_in_id, purpose="sign_in")
    assert account.phone is not None, "a code is made for who has a phone"
    return HandedOut(account.phone, account.language, code)

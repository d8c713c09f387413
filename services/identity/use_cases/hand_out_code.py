"""Hand out a code to the sender of messages: it is made now and kept only as a keyed hash."""

import os
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Message, NotFound, Refusal
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.models import Account, Verification
from services.identity.rules import codes


class CodeNoLongerDue(Refusal):
    """What waited for it has ended or its time is over: nothing is to be sent."""

    status = 410
    message = Message(
        ar="انتهت صلاحية الرمز قبل إرساله.",
        en="The code expired before it was sent.",
    )


@dataclass(frozen=True)
class HandedOut:
    """What the sender needs, once: a phone or a mailbox."""

    phone: str | None
    language: str
    code: str
    email: str | None = None


async def hand_out_code(work: UnitOfWork, *, reference: UUID, pepper: bytes) -> HandedOut:
    """Make the code of a reference. A second call makes a new one; the former no longer holds.

    Raises `NotFound` and `CodeNoLongerDue`.
    """
    begun = await queries.verification_by_reference(work, reference)
    account = await _owner(work, begun)
    if begun is None or not (begun.phone or begun.email or account):
        raise NotFound
    if begun.used_at is not None or begun.expires_at <= work.now:
        raise CodeNoLongerDue
    code = codes.code_from(os.urandom(16), begun.purpose)
    begun.code_mac = codes.mac_of(
        code, pepper=pepper, flow=begun.verification_id, purpose=begun.purpose
    )
    if begun.phone or begun.email:
        return HandedOut(begun.phone, begun.language, code, begun.email)
    assert account is not None, "a code without a phone of its own is an account's"
    assert account.phone is not None, "a code is made for who has a phone"
    return HandedOut(account.phone, account.language, code)


async def _owner(work: UnitOfWork, begun: Verification | None) -> Account | None:
    if begun is None or begun.account_id is None:
        return None
    return await work.session.get(Account, begun.account_id)

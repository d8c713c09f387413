"""Queue a message: an SMS to be sent, and for an establishment also a notice in its inbox."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.notifications.models import InboxItem, Message
from services.notifications.rules.templates import TEMPLATES

SEND = "send_message"
LANE = "sms"
CODES_LANE = "codes"
"""Somebody waits at the door for a code: it never stands behind a thousand notices."""


@dataclass(frozen=True)
class Recipient:
    """To whom: an establishment, a person, an account, or whoever a code's reference names.

    `former_phone` is the phone that an account had before a change.
    """

    kind: Literal["code", "establishment", "person", "account", "former_phone"]
    id: UUID
    establishment_id: UUID | None = None


async def queue_message(
    work: UnitOfWork, template: str, to: Recipient, facts: dict[str, Any]
) -> UUID:
    """Write the message and the job that sends it; KeyError for an unknown template."""
    assert TEMPLATES[template], "every message has a text"
    message = Message(
        message_id=uuid7(),
        template=template,
        facts=facts,
        recipient_kind=to.kind,
        recipient_id=to.id,
        establishment_id=to.establishment_id,
        created_at=work.now,
    )
    work.session.add(message)
    lane = CODES_LANE if to.kind == "code" else LANE
    work.enqueue(SEND, {"message_id": str(message.message_id)}, lane=lane)
    if to.kind == "establishment":
        work.session.add(
            InboxItem(
                item_id=uuid7(),
                establishment_id=to.id,
                template=template,
                facts=facts,
                created_at=work.now,
            )
        )
    return message.message_id

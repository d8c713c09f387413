"""Events of notifications: what became of a message."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.envelope import Event

MESSAGES = "notifications.messages.v1"


class MessageDelivered(Event):
    """The operator reports that the phone has the message."""

    topic: ClassVar[str] = MESSAGES
    key_field: ClassVar[str] = "message_id"

    message_id: UUID
    template: str
    channel: Literal["sms"]
    delivered_at: datetime


class MessageFailed(Event):
    """The message could not be delivered and will not be tried again."""

    topic: ClassVar[str] = MESSAGES
    key_field: ClassVar[str] = "message_id"

    message_id: UUID
    template: str
    channel: Literal["sms"]
    reason: str
    failed_at: datetime

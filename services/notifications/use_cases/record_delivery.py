"""Record the operator's delivery report and announce it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.errors import NotFound
from chassis.unit_of_work import UnitOfWork
from contracts.events.notifications import MessageDelivered, MessageFailed
from services.notifications import queries
from services.notifications.outcomes import note


async def record_delivery(
    work: UnitOfWork, message_id: UUID, *, state: Literal["delivered", "failed"], at: datetime
) -> None:
    """Set the message's end. A repeated report changes nothing. Raises `NotFound`."""
    message = await queries.message(work, message_id)
    if message is None:
        raise NotFound
    if message.state in ("delivered", "failed"):
        return
    message.state, message.ended_at = state, at
    note(work, message)
    if state == "delivered":
        work.publish(
            MessageDelivered(
                message_id=message_id, template=message.template, channel="sms", delivered_at=at
            )
        )
    else:
        work.publish(
            MessageFailed(
                message_id=message_id,
                template=message.template,
                channel="sms",
                reason="operator",
                failed_at=at,
            )
        )

"""Mark a message as handed to the operator, or as one for whom no number is known."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.notifications import queries
from services.notifications.outcomes import note


async def mark_sent(work: UnitOfWork, message_id: UUID, *, has_number: bool) -> None:
    """Note the outcome; a delivery report that was quicker is not overwritten."""
    message = await queries.message(work, message_id)
    assert message is not None, "a message is never deleted while its job runs"
    if message.state != "waiting":
        return
    message.state = "sent" if has_number else "no_number"
    message.sent_at = work.now
    note(work, message)

"""How the outcome of a message stands in the timeline."""

from chassis.unit_of_work import UnitOfWork
from services.notifications.models import Message

_REFS = ("number", "transaction")
"""Facts of a message that are numbers of what it tells."""


def note(work: UnitOfWork, message: Message) -> None:
    """Write what became of a message; codes are nobody's history."""
    if message.recipient_kind == "code":
        return
    work.record(
        "message",
        f"sms-{message.state.replace('_', '-')}",
        about=("message", message.message_id),
        refs=[message.facts[name] for name in _REFS if name in message.facts],
        establishment_id=message.establishment_id,
        person_id=message.recipient_id if message.recipient_kind == "person" else None,
        template=message.template,
    )

"""One event through its handler: decode the body, continue the trace, call once."""

from opentelemetry.trace import SpanKind
from pydantic import ValidationError

from chassis import telemetry
from chassis.messaging.consumers import Consumers
from chassis.messaging.record import Received
from chassis.unit_of_work import UnitOfWork


class Undecodable(Exception):
    """The body is not what its type promises."""


async def apply_received(work: UnitOfWork, consumers: Consumers, record: Received) -> None:
    """The event of a record from Kafka; see `apply_event`."""
    await apply_event(
        work,
        consumers,
        event_type=record.event_type,
        value=record.value,
        topic=record.topic,
        event_id=record.event_id,
        traceparent=record.traceparent,
    )


async def apply_event(
    work: UnitOfWork,
    consumers: Consumers,
    *,
    event_type: str | None,
    value: bytes | None,
    topic: str,
    event_id: str,
    traceparent: str | None,
) -> None:
    """Call the handler of this event type; a type that nobody here listens to is passed over."""
    found = consumers.find(event_type or "")
    if found is None:
        return
    event_class, handler = found
    try:
        event = event_class.model_validate_json(value or b"")
    except ValidationError as error:
        # Only the places are told: the values may be personal.
        places = "; ".join(".".join(map(str, e["loc"])) + ": " + e["type"] for e in error.errors())
        raise Undecodable(places) from None
    with telemetry.span(
        f"process {event_class.__name__}",
        kind=SpanKind.CONSUMER,
        remote=traceparent,
        messaging_system="kafka",
        messaging_destination_name=topic,
        messaging_operation_type="process",
        messaging_consumer_group_name=consumers.name,
        messaging_message_id=event_id,
    ):
        telemetry.correlate(event.key())
        await handler(work, event)

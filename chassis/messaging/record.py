"""What arrived: a Kafka record read without ever raising."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import ConsumerRecord

Headers = Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True)
class Received:
    """One record. `fault` says why it cannot be an event of ours (then it is parked)."""

    topic: str
    part: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    event_id: str
    event_type: str | None
    traceparent: str | None
    fault: str | None = None


def _text(headers: Mapping[str, bytes], name: str) -> str | None:
    """A header as text; None if absent. Raises UnicodeDecodeError."""
    value = headers.get(name)
    return None if value is None else value.decode()


def receive(record: ConsumerRecord) -> Received:
    """Read id, type and trace from the headers; strange other headers are kept as they are."""
    headers: Headers = list(record.headers)
    event_id, event_type, traceparent, fault = None, None, None, None
    last = {name: value for name, value in headers if value is not None}
    try:
        event_id = _text(last, "ce_id")
        event_type = _text(last, "ce_type")
        traceparent = _text(last, "traceparent")
    except UnicodeDecodeError:
        fault = "undecodable-header"
    if fault is None and (event_id is None or event_type is None):
        fault = "no-event-id" if event_id is None else "no-event-type"
    return Received(
        topic=record.topic,
        part=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=headers,
        event_id=event_id or f"@{record.topic}/{record.partition}/{record.offset}",
        event_type=event_type,
        traceparent=traceparent,
        fault=fault,
    )

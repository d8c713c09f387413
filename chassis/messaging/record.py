"""What arrived: a Kafka record read without ever raising."""

from collections.abc import Iterable, Sequence
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


def _text(headers: Iterable[tuple[str, bytes | None]], name: str) -> str | None:
    """The last header of that name as text; None if absent. Raises UnicodeDecodeError."""
    found = [value for header, value in headers if header == name and value is not None]
    return found[-1].decode() if found else None


def receive(record: ConsumerRecord) -> Received:
    """Read id, type and trace from the headers; strange other headers are kept as they are."""
    headers: Headers = list(record.headers)
    event_id, event_type, traceparent, fault = None, None, None, None
    try:
        event_id = _text(headers, "ce_id")
        event_type = _text(headers, "ce_type")
        traceparent = _text(headers, "traceparent")
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

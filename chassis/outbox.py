"""Outbox rows: what a published event becomes inside the transaction."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from aiokafka.partitioner import murmur2

from chassis.ids import uuid7
from contracts.events.envelope import Event

GROUPS = 16
"""Relay groups: events of one key are always in one group, and a group has one relay at a time."""


# Kept, because aiokafka computes it in Python: a third of what sending an event costs.
@lru_cache(maxsize=65_536)
def key_hash(key: bytes) -> int:
    """The hash by which Kafka's own clients choose the partition of a key."""
    return int(murmur2(key) & 0x7FFFFFFF)


def group_of(key: str) -> int:
    """The relay group of a key, by the hash that also chooses its Kafka partition."""
    return key_hash(key.encode()) % GROUPS


def outbox_row(event: Event, *, now: datetime, traceparent: str | None) -> dict[str, Any]:
    """What `outbox` keeps of an event.

    Raises pydantic's ValidationError for a body that breaks its class.
    """
    key = event.key()
    type_name = event.type_name()
    return {
        "id": uuid7(),
        "aggregatetype": event.topic,
        "aggregateid": key,
        "type": type_name,
        "source": f"/daman/{event.owner()}",
        "dataschema": f"urn:{type_name.replace('.', ':')}",
        "traceparent": traceparent,
        "correlationid": key,
        "grp": group_of(key),
        "payload": event.model_dump_json().encode(),
        "created_at": now,
    }

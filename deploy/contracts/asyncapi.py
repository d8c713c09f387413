"""AsyncAPI: one catalogue of all topics, and for each service what it hears and announces."""

from typing import Any

from faststream.specification import AsyncAPI

from chassis.messaging.declaration import declare
from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event
from deploy.contracts.sources import announced_by, consumers_of
from deploy.contracts.topics import stated_topics

Document = dict[str, Any]

HEADERS = {
    "ce_specversion": "The version of CloudEvents: 1.0.",
    "ce_id": "The event's own id: one that comes again has the same.",
    "ce_type": "What happened, with its version: the name of the payload's schema.",
    "ce_source": "Who announces it: /daman/ and the service.",
    "ce_time": "When it happened (RFC 3339, UTC).",
    "ce_subject": "The Kafka key: what it is about.",
    "ce_dataschema": "The type as a URN.",
    "ce_correlationid": "What its trace is found by: the key.",
    "content-type": "application/json",
    "traceparent": "The W3C trace of the command behind it; may be absent.",
}

_TRAITS: Document = {
    "envelope": {
        "headers": {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": words} for name, words in HEADERS.items()
            },
            "required": [name for name in HEADERS if name != "traceparent"],
        },
        "correlationId": {"location": "$message.header#/ce_correlationid"},
    }
}
_ENVELOPED = [{"$ref": "#/components/messageTraits/envelope"}]


def of_service(name: str) -> Document | None:
    """What a service hears and announces, as FastStream tells it; None if neither."""
    consumers, announced = consumers_of(name), announced_by(name)
    if not announced and not consumers.topics():
        return None
    application = AsyncAPI(declare(consumers, announced), title=f"Daman {name}", version="1")
    document: Document = application.to_specification().to_jsonable()
    document["components"]["messageTraits"] = _TRAITS
    for message in document["components"]["messages"].values():
        del message["correlationId"]  # FastStream's own header: ours stands in the trait
        message["traits"] = _ENVELOPED
    return document


def catalogue() -> Document:
    """All topics in one document, with owner, listeners and keys."""
    topics = stated_topics()
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Daman events", "version": "1"},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name, topic) for name, topic in topics.items()},
        "operations": {
            f"send-{name}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
            for name in topics
        },
        "components": {"messageTraits": _TRAITS},
    }


def _channel(name: str, topic: Document) -> Document:
    kinds = [kind for kind in event_classes() if kind.topic == name]
    return {
        "address": name,
        "description": f"From {topic['owner']} to {', '.join(topic['consumers']) or 'nobody yet'}.",
        "messages": {kind.__name__: _message(kind) for kind in kinds},
    }


def _message(kind: type[Event]) -> Document:
    return {
        "name": kind.type_name(),
        "summary": (kind.__doc__ or "").partition("\n")[0],
        "bindings": {"kafka": {"key": {"type": "string", "description": kind.key_field}}},
        "traits": _ENVELOPED,
        "payload": {"$ref": f"../released/{kind.type_name()}.json"},
    }

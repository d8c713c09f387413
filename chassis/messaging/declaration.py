"""What a service hears and announces, declared to FastStream: for AsyncAPI and wiring tests.

The broker made here is never started: our own loop consumes (`loop.py`) and the relay publishes.
A running service does not import this module.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Union

from faststream.kafka import KafkaBroker, KafkaMessage
from pydantic import SkipValidation

from chassis.messaging.apply import apply_received
from chassis.messaging.consumers import Consumers
from chassis.messaging.record import receive
from chassis.unit_of_work import UnitOfWork
from contracts.events.envelope import Event

OpenWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens the transaction of one event."""


def declare(
    consumers: Consumers, announced: Iterable[type[Event]], *, open_work: OpenWork | None = None
) -> KafkaBroker:
    """A subscriber for each topic with the types heard there, a publisher for each own event.

    With `open_work` FastStream's in-memory broker can run it: events reach the handlers as the
    consumer loop would bring them.
    """
    registry = KafkaBroker("kafka:9092", logger=None)
    for topic in consumers.topics():
        heard = [event for event, _ in consumers if event.topic == topic]
        subscribe = registry.subscriber(
            topic, group_id=consumers.name, title=topic, description=_listing(heard)
        )
        subscribe(_delivery(consumers, heard, open_work))
    for event in announced:
        registry.publisher(
            event.topic,
            schema=event,
            title=event.type_name(),
            description=inspect.getdoc(event),
        )
    return registry


def _listing(heard: Iterable[type[Event]]) -> str:
    names = ", ".join(sorted(event.type_name() for event in heard))
    return f"Hears {names}; passes over other types in this topic."


def _delivery(
    consumers: Consumers, heard: list[type[Event]], open_work: OpenWork | None
) -> Callable[..., Awaitable[None]]:
    """The function that FastStream calls with a record, and reads the payload's schema from."""
    payload: Any = SkipValidation[Union[tuple(heard)]]  # type: ignore[misc]  # noqa: UP007

    # The payload stands in the document; the type's header chooses the class, as in the loop.
    async def deliver(event: payload, message: KafkaMessage) -> None:  # noqa: ARG001
        if open_work is None:
            raise RuntimeError("the declarations of a service are not its consumer")
        async with open_work() as work:
            await apply_received(work, consumers, receive(message.raw_message))

    return deliver

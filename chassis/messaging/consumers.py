"""The list of what a service hears: one handler for an event type."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from chassis.unit_of_work import UnitOfWork
from contracts.events.envelope import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[UnitOfWork, E], Awaitable[None]]


class Consumers:
    """Handlers by event type. The name is the consumer group and the key of all progress."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._handlers: dict[str, tuple[type[Event], Handler[Any]]] = {}

    def on(self, event: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        """Register the decorated function for an event type; one function a type."""

        def register(handler: Handler[E]) -> Handler[E]:
            if event.type_name() in self._handlers:
                raise ValueError(f"{self.name} already listens to {event.type_name()}")
            self._handlers[event.type_name()] = (event, handler)
            return handler

        return register

    def include(self, other: "Consumers") -> None:
        """Take over the handlers of another list (the chassis's own copies)."""
        for event, handler in other:
            self.on(event)(handler)

    def __iter__(self) -> Iterator[tuple[type[Event], Handler[Any]]]:
        return iter(self._handlers.values())

    def topics(self) -> list[str]:
        """The topics to subscribe to."""
        return sorted({event.topic for event, _ in self})

    def find(self, event_type: str) -> tuple[type[Event], Handler[Any]] | None:
        """Class and handler for a type; None for one that this service does not hear."""
        return self._handlers.get(event_type)

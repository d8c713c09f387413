"""What the code says: every event class, every service, who hears what."""

import importlib
import pkgutil
from importlib.util import find_spec

import services
from chassis.messaging.consumers import Consumers
from contracts import events
from contracts.events.envelope import Event, event_types
from deploy.local.place import CHECKOUT

CONTRACTS = CHECKOUT / "contracts"


def event_classes() -> list[type[Event]]:
    """Every event class of `contracts.events`, by its type's name."""
    modules = {f"{events.__name__}.{one.name}" for one in pkgutil.iter_modules(events.__path__)}
    for name in modules:
        importlib.import_module(name)
    found = [kind for kind in event_types() if kind.__module__ in modules]
    return sorted(found, key=lambda kind: kind.type_name())


def service_names() -> list[str]:
    """Every service."""
    return sorted(one.name for one in pkgutil.iter_modules(services.__path__) if one.ispkg)


def consumers_of(service: str) -> Consumers:
    """What a service hears; an empty list for one without `consumers.py`."""
    if find_spec(f"services.{service}.consumers") is None:
        return Consumers(service)
    consumers = importlib.import_module(f"services.{service}.consumers").consumers
    assert isinstance(consumers, Consumers), service
    return consumers


def announced_by(service: str) -> list[type[Event]]:
    """The event classes that a service owns."""
    return [kind for kind in event_classes() if kind.owner() == service]

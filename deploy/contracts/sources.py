"""What the code says: every event class, every service, who hears what."""

import importlib
import pkgutil
from importlib.util import find_spec

import services
from chassis.messaging.consumers import Consumers
from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event
from deploy.local.place import CHECKOUT

CONTRACTS = CHECKOUT / "contracts"


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

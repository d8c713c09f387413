"""All events of the platform, found by their modules."""

import importlib
import pkgutil

from contracts import events
from contracts.events.envelope import Event, event_types


def event_classes() -> list[type[Event]]:
    """Every event class of `contracts.events`, by its type's name."""
    modules = {f"{events.__name__}.{one.name}" for one in pkgutil.iter_modules(events.__path__)}
    for name in modules:
        importlib.import_module(name)
    found = [kind for kind in event_types() if kind.__module__ in modules]
    return sorted(found, key=lambda kind: kind.type_name())

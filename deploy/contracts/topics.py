"""`contracts/topics.yaml` held to the code: owner, key and listeners of every topic."""

from collections.abc import Mapping
from typing import Any

import yaml

from contracts.events.catalogue import event_classes
from deploy.contracts.sources import consumers_of, service_names
from deploy.local.topics import TOPICS

Topics = Mapping[str, Mapping[str, Any]]


def stated_topics() -> dict[str, dict[str, Any]]:
    """The topics as the file states them."""
    topics: dict[str, dict[str, Any]] = yaml.safe_load(TOPICS.read_text())["topics"]
    return topics


def true_topics() -> Topics:
    """The topics as the code has them."""
    heard = {service: consumers_of(service).topics() for service in service_names()}
    kinds = event_classes()
    return {
        topic: {
            "owner": topic.partition(".")[0],
            "key": {kind.key_field for kind in kinds if kind.topic == topic},
            "consumers": {service for service, topics in heard.items() if topic in topics},
        }
        for topic in sorted({kind.topic for kind in kinds})
    }


def untrue(stated: Topics) -> list[str]:
    """Each statement that the code does not bear out, by topic and word."""
    true = true_topics()
    faults = [f"{name}: no event is sent there" for name in stated if name not in true]
    faults += [f"{name}: not listed in topics.yaml" for name in true if name not in stated]
    for name in sorted(true.keys() & stated.keys()):
        for word, fact in true[name].items():
            said = stated[name].get(word, ())
            if (set(said) if isinstance(fact, set) else said) != fact:
                faults.append(f"{name}: {word} is {_shown(fact)}, not {_shown(said)}")
    return faults


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(sorted(value)) or "nothing"

"""Each event, sent as its example, reaches the handler that a service registered for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from faststream.kafka import TestKafkaBroker
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.clock import BusinessClock
from chassis.kafka_producer import kafka_headers
from chassis.messaging.consumers import Consumers, Handler
from chassis.messaging.declaration import declare
from chassis.outbox import outbox_row
from chassis.unit_of_work import UnitOfWork
from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event
from deploy.contracts.sources import CONTRACTS, consumers_of, service_names

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
Calls = list[tuple[Handler[Any], Event]]


@asynccontextmanager
async def no_database() -> AsyncIterator[UnitOfWork]:
    """Handlers are observed, not run: nobody may touch the session."""
    yield UnitOfWork(AsyncSession(), NOW, BusinessClock())


def observed(consumers: Consumers) -> tuple[Consumers, Calls]:
    """The same list, whose handlers are noted instead of called."""
    calls: Calls = []
    watched = Consumers(consumers.name)
    for kind, handler in consumers:

        async def note(_: UnitOfWork, event: Event, handler: Handler[Any] = handler) -> None:
            calls.append((handler, event))

        watched.on(kind)(note)
    return watched, calls


async def deliver(service: str, *events: Event, under: str | None = None) -> Calls:
    """Send events as the relay does; which handlers of the service had them."""
    watched, calls = observed(consumers_of(service))
    async with TestKafkaBroker(declare(watched, [], open_work=no_database)) as broker:
        for event in events:
            row = outbox_row(event, now=NOW, traceparent=None)
            row["type"] = under or row["type"]
            headers = {name: value.decode() for name, value in kafka_headers(row)}
            await broker.publish(
                row["payload"],
                row["aggregatetype"],
                key=row["aggregateid"].encode(),
                headers=headers,
            )
    return calls


def examples_of(kind: type[Event]) -> list[Event]:
    folder: Path = CONTRACTS / "examples" / kind.type_name()
    return [kind.model_validate_json(path.read_text()) for path in sorted(folder.iterdir())]


HEARD = [(service, kind) for service in service_names() for kind, _ in consumers_of(service)]
PASSED_OVER = [
    (service, kind)
    for service in service_names()
    for kind in event_classes()
    if kind.topic in consumers_of(service).topics() and (service, kind) not in HEARD
]


def each(cases: list[tuple[str, type[Event]]]) -> pytest.MarkDecorator:
    names = [f"{service}-{kind.__name__}" for service, kind in cases]
    return pytest.mark.parametrize(("service", "kind"), cases, ids=names)


@each(HEARD)
async def test_it_reaches_the_registered_handler(service: str, kind: type[Event]) -> None:
    handler = dict(consumers_of(service))[kind]
    events = examples_of(kind)
    assert await deliver(service, *events) == [(handler, event) for event in events]


@each(PASSED_OVER)
async def test_another_type_of_the_topic_is_passed_over(service: str, kind: type[Event]) -> None:
    assert await deliver(service, *examples_of(kind)) == []


@each(HEARD)
async def test_a_later_version_is_passed_over(service: str, kind: type[Event]) -> None:
    later = kind.type_name().replace(".v1", ".v2")
    assert await deliver(service, *examples_of(kind), under=later) == []

"""A service as it runs, beside a real database and one partition of Kafka, and what it exports."""

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from aiokafka import TopicPartition
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import figures, metrics, relay, watchdog
from chassis.app import _Running, create_app
from chassis.messaging import stall
from contracts.events.identity import ESTABLISHMENTS
from deploy.local.environment import on_this_machine, service_environment
from services.letters.main import service
from tests.chassis.messaging.fake_kafka import Kafka
from tests.chassis.test_relay import Broker
from tests.conftest import Server


@functools.cache
def measuring() -> None:
    """Metrics of this test run: OpenTelemetry takes one provider a process."""
    metrics.configure("letters", otlp_endpoint=None)


class Producer(Broker):
    """A producer that starts and stops."""

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass


@dataclass
class Scraped:
    """Letters, whole, in this process."""

    app: FastAPI
    engine: AsyncEngine
    kafka: Kafka
    http: httpx.AsyncClient

    async def samples(self) -> list[Sample]:
        """What Prometheus reads."""
        answer = await self.http.get("/metrics")
        assert answer.status_code == 200
        return [*samples(answer.text)]

    async def value(self, name: str, **labels: str) -> float | None:
        """The sum of the series with these labels (a dot is written `__`); None without any."""
        wanted = {label.replace("__", "_"): value for label, value in labels.items()}
        found = [
            one.value
            for one in await self.samples()
            if one.name == name and wanted.items() <= one.labels.items()
        ]
        return sum(found) if found else None


def samples(exposition: str) -> Iterator[Sample]:
    """Every series of a text that Prometheus can read."""
    for family in text_string_to_metric_families(exposition):
        yield from family.samples


def labels_of(exported: list[Sample]) -> dict[str, set[str]]:
    """The labels of each metric, by its name."""
    found: dict[str, set[str]] = {}
    for one in exported:
        found.setdefault(one.name, set()).update(one.labels)
    return found


@asynccontextmanager
async def letters(
    engine: AsyncEngine, server: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scraped]:
    """The service of letters with all its parts; it looks at its figures often."""
    measuring()
    monkeypatch.setattr(figures, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(stall, "LOOK_SECONDS", 0.05)
    kafka = Kafka(TopicPartition(ESTABLISHMENTS, 0)).put_in_place(monkeypatch)
    monkeypatch.setattr(relay, "new_producer", _new_producer)
    for name, value in service_environment("letters", on_this_machine(server.place)).items():
        monkeypatch.setenv(name, value)
    url = engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    monkeypatch.setenv("DAMAN_DATABASE_URL", url)
    monkeypatch.setenv("PGSSLMODE", "disable")
    died: list[asyncio.Future[None]] = []
    monkeypatch.setattr(_Running, "_end_process_if_dead", _remember(died))
    app = create_app(service())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://letters") as http,
    ):
        yield Scraped(app, engine, kafka, http)
    for task in died:
        task.result()


def _remember(died: "list[asyncio.Future[None]]") -> Any:
    """In place of the end of the process, which would be the end of all tests."""

    def remember(running: _Running, task: "asyncio.Future[None]") -> None:
        if not running.stopping:
            died.append(task)

    return remember


def _new_producer(*_: Any, **__: Any) -> Producer:
    return Producer()

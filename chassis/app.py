"""A service put together: its lists (routes, consumers, jobs) and the parts that run them."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, FastAPI

from chassis import activity, figures, metrics, telemetry
from chassis.audit import AuditChain
from chassis.backlog import look_for_backlog
from chassis.database import create_engine
from chassis.figures import Figure, Figures
from chassis.health import Look, Progress
from chassis.http import health, measuring, problems
from chassis.http.edge import Edge
from chassis.jobs import Jobs, JobWorker
from chassis.keys import IdentityKeys, service_keys
from chassis.messaging.breaker import Breaker
from chassis.messaging.consumers import Consumers
from chassis.messaging.loop import ConsumerLoop
from chassis.messaging.retrier import Retrier
from chassis.messaging.slice import Slice
from chassis.relay import Relay
from chassis.settings import ServiceSettings
from chassis.tokens import Signer
from chassis.watchdog import watch
from contracts.events.catalogue import event_classes

log = logging.getLogger(__name__)

Part = Literal["api", "consumers", "jobs", "relay"]
ALL_PARTS: tuple[Part, ...] = ("api", "consumers", "jobs", "relay")


@dataclass(frozen=True)
class Service:
    """What makes one service: everything else is the chassis."""

    name: str
    settings: ServiceSettings
    folder: Path
    routers: Sequence[APIRouter] = ()
    consumers: Consumers | None = None
    jobs: Jobs | None = None
    open: Callable[[FastAPI], Awaitable[None]] | None = None
    """Called once the database is open: puts the service's gateways on `app.state.gateways`."""

    announces: bool = True
    """Whether it has an outbox to relay."""

    pre_ping: bool = False
    """For pages: their reader does not repeat a request, as clients of an API do after a 503."""


@dataclass
class _Running:
    """The loops of a process, and what the database is asked about their work."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    stopping: bool = False

    def start(self, run: Callable[[], Awaitable[None]], progress: Progress | None = None) -> None:
        task = asyncio.ensure_future(run())
        task.add_done_callback(self._end_process_if_dead)
        self.tasks.append(task)
        if progress is not None:
            self.progress.append(progress)

    def _end_process_if_dead(self, task: asyncio.Future[None]) -> None:
        """A loop never ends by itself: if one does, the process goes and is started anew.

        One that was cancelled, and not by us, is as dead as one that failed.
        """
        if not self.stopping:
            log.critical("a part died", exc_info=None if task.cancelled() else task.exception())
            telemetry.flush()
            os._exit(70)

    async def stop(self) -> None:
        self.stopping = True
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks, timeout=5) if self.tasks else None


def create_app(service: Service, parts: Sequence[Part] = ALL_PARTS) -> FastAPI:
    """The ASGI application of a service; the named parts run in its lifespan."""
    app = FastAPI(
        title=f"Daman {service.name}",
        version="1",
        lifespan=lambda app: _lifespan(app, service, parts),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"exclude": measuring.asks_about_the_process},
    )
    problems.install(app)
    app.include_router(health.router)
    app.include_router(measuring.router)
    if "api" in parts:
        for router in service.routers:
            app.include_router(router)
        if service.name != "portal":
            app.include_router(activity.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI, service: Service, parts: Sequence[Part]) -> AsyncIterator[None]:
    settings = service.settings
    engine = create_engine(
        settings.database_url, application=service.name, pre_ping=service.pre_ping
    )
    consumers = service.consumers or Consumers(service.name)
    app.state.settings = settings
    app.state.service_name = service.name
    app.state.service_keys = service_keys(settings.service_keys_file)
    app.state.edge = Edge(
        engine,
        settings.business_clock,
        IdentityKeys(settings.identity_jwks_url),
        service.name,
        consumers.topics(),
    )
    app.state.gateways = None
    if service.open is not None:
        await service.open(app)
    running = _start(service, app, consumers, parts)
    app.state.parts, app.state.looks = running.progress, running.looks
    try:
        yield
    finally:
        await running.stop()
        await engine.dispose()
        telemetry.flush()


def _start(service: Service, app: FastAPI, consumers: Consumers, parts: Sequence[Part]) -> _Running:
    settings, engine = service.settings, app.state.edge.engine
    running = _Running()
    if "relay" in parts and service.announces:
        relay = Relay(
            service=service.name, database_url=settings.database_url, kafka=settings.kafka
        )
        running.start(relay.run, relay.progress)
        running.looks["outbox"] = look_for_backlog(settings.stuck_seconds)
        running.figures.append(figures.outbox)
        metrics.expect(sent=_announced(service.name))
    if "consumers" in parts and consumers.topics():
        loop = _consumer_loop(service, Slice(engine, settings.business_clock, consumers))
        running.start(loop.run, loop.progress)
        retrier = Retrier(engine, settings.business_clock, consumers)
        running.start(retrier.run, retrier.progress)
        running.figures.append(figures.parked(consumers.name))
        metrics.expect(heard=consumers.topics())
    if "jobs" in parts and service.jobs is not None:
        for lane, workers in service.jobs.lanes.items():
            for _ in range(workers):
                worker = JobWorker(
                    service.jobs, lane, engine, settings.business_clock, app.state.gateways
                )
                running.start(worker.run, worker.progress)
        running.figures.append(figures.jobs(service.jobs.lanes))
        metrics.expect(lanes=service.jobs.lanes)
    if "jobs" in parts and service.announces:
        signer = Signer.from_file(settings.service_key_file, service.name)
        chain = AuditChain(engine, service.name, signer)
        running.start(chain.run, chain.progress)
        running.figures.append(figures.audit)
    running.start(Figures(engine, running.progress, running.figures).run)
    running.start(lambda: watch(running.progress))
    return running


def _announced(service: str) -> set[str]:
    """The topics of a service's events."""
    return {kind.topic for kind in event_classes() if kind.owner() == service}


def _consumer_loop(service: Service, applier: Slice) -> ConsumerLoop:
    settings = service.settings
    return ConsumerLoop(
        applier,
        kafka=settings.kafka,
        instance=f"{service.name}-{settings.instance}",
        breaker=Breaker(
            applier.engine, service.name, settings.breaker_keys, settings.breaker_minutes
        ),
        stuck_seconds=settings.stuck_seconds,
    )

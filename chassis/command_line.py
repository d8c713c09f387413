"""`python -m services.<name>`: run it, migrate it, or look after its parked events."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from chassis import auditing, logs, metrics, migrations, telemetry
from chassis.app import ALL_PARTS, Part, Service, create_app
from chassis.messaging import tools

Command = Callable[[argparse.Namespace], Awaitable[int]]


def main(
    service: Service,
    argv: Sequence[str] | None = None,
    extend: Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None] | None = None,
) -> None:
    """Do what the command line says; `extend` adds a service's own commands."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    parser.add_argument("--only", choices=ALL_PARTS, action="append", help="run just this part")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("migrate", help="bring the database to its newest version")
    tools.add_commands(commands)
    auditing.add_commands(commands)
    if extend is not None:
        extend(commands)
    arguments = parser.parse_args(argv)
    if arguments.command == "migrate":
        sys.exit(_migrate(service))
    if hasattr(arguments, "act"):
        sys.exit(asyncio.run(arguments.act(service, arguments)))
    run(service, tuple(arguments.only or ALL_PARTS))


def _migrate(service: Service) -> int:
    if service.settings.database_owner_url is None:
        print("DAMAN_DATABASE_OWNER_URL is not set", file=sys.stderr)
        return 2
    migrations.upgrade(service.folder, service.settings.database_owner_url)
    return 0


def run(service: Service, parts: Sequence[Part]) -> None:
    """Serve until SIGTERM: one process, one event loop for the API and all parts."""
    settings = service.settings
    logs.configure(service.name, settings.log_level)
    telemetry.configure(
        service.name, trace_file=settings.trace_file, otlp_endpoint=settings.otlp_endpoint
    )
    metrics.configure(service.name, otlp_endpoint=settings.otlp_endpoint)
    uvloop.run(_serve(service, parts))


async def _serve(service: Service, parts: Sequence[Part]) -> None:
    """Run the lifespan ourselves, so that a failing start says why, then the server inside it."""
    app = create_app(service, parts)
    async with app.router.lifespan_context(app):
        server = Server(
            app,
            address=service.settings.host,
            port=service.settings.port,
            interface=Interfaces.ASGINL,
            log_enabled=False,
            websockets=False,
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, server.stop)
        await server.serve()
    sys.stdout.flush()
    os._exit(0)  # nothing is left to do: no thread of a library may hold the exit

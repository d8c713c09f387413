"""The plan of a local stack: every part with its command, in the order of what needs what."""

import json
import shutil
import signal
import sys
from pathlib import Path

from deploy.gateway.configuration import configuration
from deploy.local import postgres
from deploy.local.accounts import staff_file
from deploy.local.environment import (
    on_this_machine,
    service_environment,
    simulator_environment,
)
from deploy.local.kafka import Kafka, lay_out
from deploy.local.parts import SERVICES, SIMULATORS, Part
from deploy.local.place import Place, python


def plan(place: Place, broker: Kafka) -> list[Part]:
    """All parts; each comes after those it waits for."""
    return [
        Part("initdb", postgres.make_command(place), kind="task")
        if not postgres.is_made(place)
        else Part("initdb", ("true",), kind="task"),
        Part(
            "postgres",
            postgres.serve_command(place),
            after=("initdb",),
            port=place.port("postgres"),
            # SIGINT: sessions are ended; SIGTERM would wait for them.
            stop_signal=signal.SIGINT,
        ),
        Part(
            "kafka",
            broker.command("kafka.Kafka", str(lay_out(place, broker))),
            port=place.port("kafka"),
        ),
        _task(place, "databases", "deploy.local.prepare", after=("postgres",)),
        _task(place, "topics", "deploy.local.topics", after=("kafka",)),
        *_owners_commands(place),
        *(_simulator(place, name) for name in SIMULATORS),
        _gateway(place),
        *(_service(place, name) for name in SERVICES),
        _seed(place),
    ]


def _owners_commands(place: Place) -> list[Part]:
    """Demo staff and the law's figures, each by its owner's own command; once a state."""
    if place.accounts.exists():
        return []
    return [
        _command(place, "staff", "identity", "load-staff", staff_file(place)),
        _command(place, "law", "billing", "load-law"),
    ]


def _command(place: Place, name: str, service: str, *words: str) -> Part:
    environment = service_environment(service, on_this_machine(place))
    command = python("-m", f"services.{service}", *words)
    return Part(name, command, environment, after=("databases",), kind="task")


def _task(place: Place, name: str, module: str, *, after: tuple[str, ...]) -> Part:
    environment = {**place.environment, "DAMAN_KAFKA": place.address("kafka")}
    return Part(name, python("-m", module), environment, after, kind="task")


def _seed(place: Place) -> Part:
    """The demo establishment, registered through the gateway; nothing where it is there."""
    seeded = place.accounts.exists()
    after = ("identity", "sms", "gateway", *(() if seeded else ("staff", "law")))
    return _task(place, "seed", "deploy.local.seed", after=after)


def _simulator(place: Place, name: str) -> Part:
    environment = simulator_environment(name, on_this_machine(place))
    health = f"http://{place.address(name)}/healthz"
    command = python("-m", f"deploy.simulators.{name}")
    return Part(name, command, environment, port=place.port(name), health=health)


def _service(place: Place, name: str) -> Part:
    environment = service_environment(name, on_this_machine(place))
    health = f"http://{place.address(name)}/readyz"
    command = python("-m", f"services.{name}")
    after = ("databases", "topics")
    return Part(name, command, environment, after, port=place.port(name), health=health)


def _gateway(place: Place) -> Part:
    file = place.state / "envoy.json"
    file.write_text(json.dumps(configuration(on_this_machine(place)), ensure_ascii=False))
    options = ("--concurrency", "1", "--log-level", "warning", "--file-flush-interval-msec", "300")
    ready = f"http://{place.address('gateway-admin')}/ready"
    command = (envoy(), "-c", str(file), "--use-dynamic-base-id", *options)
    return Part("gateway", command, port=place.port("gateway"), health=ready)


def envoy() -> str:
    """The Envoy of the environment."""
    beside = Path(sys.executable).with_name("envoy")
    return str(beside) if beside.exists() else shutil.which("envoy") or "envoy"

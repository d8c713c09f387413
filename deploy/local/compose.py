"""The same system in containers: `python -m deploy.local.compose [--check]`.

Writes `docker-compose.yml` from the settings that `make up` uses, so that the two cannot drift;
`--check` says if it has, and whether the file is one by the Compose specification.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import yaml
from compose_spec import PyCompose

from deploy.local.environment import (
    in_containers,
    migration_environment,
    service_environment,
    simulator_environment,
)
from deploy.local.parts import SERVICES, SIMULATORS
from deploy.local.place import CHECKOUT

FILE = CHECKOUT / "docker-compose.yml"
USER = "10001:10001"
"""Everybody who reads the keys in the shared volume is this user (see Dockerfile)."""

POSTGRES, KAFKA, ENVOY = (
    "postgres:18.6",
    "apache/kafka:4.3.1",
    "envoyproxy/envoy:v1.40.0",
)
STATE = "state:/state"
AROUND = in_containers()

Document = dict[str, Any]


def document() -> Document:
    """The whole file."""
    services = {
        "keys": _task("deploy.local.keys", {"DAMAN_STATE": "/state"}),
        "postgres": _postgres(),
        "kafka": _kafka(),
        "databases": _task(
            "deploy.local.databases",
            {"DAMAN_STATE": "/state", "DAMAN_POSTGRES": AROUND.address("postgres")},
            healthy=("postgres",),
        ),
        "topics": _task(
            "deploy.local.topics", {"DAMAN_KAFKA": AROUND.address("kafka")}, healthy=("kafka",)
        ),
        "routes": _routes(),
        "gateway": _gateway(),
        **{f"migrate-{name}": _migration(name) for name in SERVICES},
        **{name: _service(name) for name in SERVICES},
        **{name: _simulator(name) for name in SIMULATORS},
        "staff-file": _task("deploy.local.accounts", {"DAMAN_STATE": "/state"}, done=("keys",)),
        "staff": _command("identity", "load-staff", "/state/keys/staff.json", done=("staff-file",)),
        "law": _command("billing", "load-law"),
    }
    return {"name": "daman", "services": services, "volumes": {"state": {}, "database": {}}}


def _after(done: Sequence[str], healthy: Sequence[str] = ()) -> Document:
    conditions = dict.fromkeys(done, "service_completed_successfully")
    conditions |= dict.fromkeys(healthy, "service_healthy")
    return {"depends_on": {name: {"condition": how} for name, how in conditions.items()}}


def _ours(command: Sequence[str], environment: dict[str, str]) -> Document:
    return {
        "build": ".",
        "image": "daman",
        "user": USER,
        "command": [*command],
        "environment": environment,
        "volumes": [STATE],
    }


def _task(
    module: str,
    environment: dict[str, str],
    *,
    done: Sequence[str] = (),
    healthy: Sequence[str] = (),
) -> Document:
    task = _ours(["python", "-m", module], environment)
    return task | (_after(done, healthy) if done or healthy else {})


def _command(service: str, *words: str, done: Sequence[str] = ()) -> Document:
    environment = service_environment(service, AROUND)
    command = _ours(["python", "-m", f"services.{service}", *words], environment)
    return command | _after([f"migrate-{service}", *done])


def _migration(name: str) -> Document:
    environment = migration_environment(name, AROUND)
    migration = _ours(["python", "-m", f"services.{name}", "migrate"], environment)
    return migration | _after(["databases"])


def _service(name: str) -> Document:
    service = _ours(["python", "-m", f"services.{name}"], service_environment(name, AROUND))
    after = _after([f"migrate-{name}", "topics"])
    return service | after | {"restart": "on-failure", "healthcheck": _health(name, "readyz")}


def _simulator(name: str) -> Document:
    command = ["python", "-m", f"deploy.simulators.{name}"]
    simulator = _ours(command, simulator_environment(name, AROUND))
    port = AROUND.port(name)
    published = {"ports": [f"127.0.0.1:{port}:{port}"]} if name != "registry" else {}
    return simulator | _after(["keys"]) | published | {"healthcheck": _health(name, "healthz")}


def _health(name: str, path: str) -> Document:
    url = f"http://127.0.0.1:{AROUND.port(name)}/{path}"
    ask = f"import urllib.request; urllib.request.urlopen('{url}', timeout=2)"
    return {"test": ["CMD", "python", "-c", ask], "interval": "5s", "retries": 20}


def _postgres() -> Document:
    ready = ["CMD", "pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres"]
    return {
        "image": POSTGRES,
        "user": USER,
        "environment": {
            "POSTGRES_PASSWORD_FILE": "/state/keys/postgres.password",
            "POSTGRES_INITDB_ARGS": "--auth=scram-sha-256 --encoding=UTF8 --locale=C",
        },
        "volumes": [STATE, "database:/var/lib/postgresql"],
        "healthcheck": {"test": ready, "interval": "2s", "retries": 30},
        **_after(["keys"]),
    }


def _kafka() -> Document:
    """One node that is broker and controller; what is said here stands in deploy/kafka too."""
    listeners = "PLAINTEXT://:9092,CONTROLLER://:9093"
    settings = {
        "node.id": "1",
        "process.roles": "broker,controller",
        "controller.quorum.voters": "1@kafka:9093",
        "controller.listener.names": "CONTROLLER",
        "listeners": listeners,
        "advertised.listeners": f"PLAINTEXT://{AROUND.address('kafka')}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "auto.create.topics.enable": "false",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
    }
    names = "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092"
    return {
        "image": KAFKA,
        "environment": {_kafka_variable(name): value for name, value in settings.items()},
        "healthcheck": {"test": ["CMD-SHELL", names], "interval": "5s", "retries": 20},
    }


def _kafka_variable(name: str) -> str:
    return f"KAFKA_{name.upper().replace('.', '_')}"


def _routes() -> Document:
    write = "python -m deploy.gateway.configuration > /state/envoy.json"
    return _ours(["sh", "-c", write], {}) | _after(["keys"])


def _gateway() -> Document:
    port = AROUND.port("gateway")
    return {
        "image": ENVOY,
        "environment": {"ENVOY_UID": USER.partition(":")[0]},
        "command": ["envoy", "-c", "/state/envoy.json", "--concurrency", "1"],
        "ports": [f"127.0.0.1:{port}:{port}"],
        "volumes": [STATE],
        "restart": "on-failure",
        **_after(["routes"]),
    }


def text_of(whole: Document) -> str:
    """The file's text."""
    head = "# Written by `make compose` from deploy/local/environment.py: change it there.\n"
    return head + yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=100)


def complaints(text: str) -> list[str]:
    """What is wrong with a Compose file's text; empty if it is right and fresh."""
    found = [] if text == text_of(document()) else ["docker-compose.yml is stale: make compose"]
    try:
        PyCompose.from_yaml(text)
    except ValueError as error:
        found.append(f"docker-compose.yml is not valid: {error}")
    return found


def main() -> int:
    """Write the file, or check it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.compose")
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        FILE.write_text(text_of(document()))
    wrong = complaints(FILE.read_text())
    for complaint in wrong:
        print(complaint)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

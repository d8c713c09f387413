"""The images that `docker-compose.yml` names do what we ask of them."""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml
from aiokafka import AIOKafkaConsumer
from alembic.script import ScriptDirectory
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient, get_docker_host
from testcontainers.core.wait_strategies import ExecWaitStrategy

from chassis import migrations
from chassis.kafka_producer import new_producer
from deploy.local import compose
from deploy.local.databases import make_databases
from deploy.local.keys import SUPERUSER, make_keys, password_of
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, Place
from deploy.local.topics import TOPICS, make_topics

pytestmark = [
    pytest.mark.docker,
    # Docker's client leaves sockets for the collector to close.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]

PARTS: dict[str, Any] = yaml.safe_load(compose.FILE.read_text())["services"]
POSTGRES_PORT, KAFKA_PORT_FOR_US = 5432, 19_092
KAFKA_ONCE_IT_KNOWS_ITS_ADDRESS = """
while [ ! -s /tmp/address ]; do sleep 0.1; done
export KAFKA_ADVERTISED_LISTENERS="$KAFKA_ADVERTISED_LISTENERS,OUTSIDE://$(cat /tmp/address)"
exec /etc/kafka/docker/run
"""
PROBE_SECONDS, START_SECONDS, ARRIVE_SECONDS = 10, 180, 30


def engine_refusal() -> str | None:
    """What was tried and what came of it; None where an engine answers."""
    tried = get_docker_host() or "unix:///var/run/docker.sock"
    try:
        client = DockerClient(timeout=PROBE_SECONDS).client
    except DockerException as error:
        return f"{tried} says: {error}"
    client.close()
    return None


@pytest.fixture(scope="module", autouse=True)
def engine() -> Iterator[None]:
    refusal = engine_refusal()
    gc.collect()  # while the filter above holds
    if refusal is not None:
        pytest.skip(f"needs a Docker engine: {refusal}")
    yield
    gc.collect()


def part(name: str) -> DockerContainer:
    """A part by itself, with its image, user and settings."""
    told = PARTS[name]
    user = {"user": told["user"]} if "user" in told else {}
    return DockerContainer(told["image"], hostname=name, **user).with_envs(**told["environment"])


def wait_for(started: DockerContainer, name: str) -> None:
    """Until the part's own health check says that it is ready."""
    kind, *words = PARTS[name]["healthcheck"]["test"]
    check = ExecWaitStrategy(["sh", "-c", *words] if kind == "CMD-SHELL" else words)
    check.with_startup_timeout(START_SECONDS).with_poll_interval(0.5).wait_until_ready(started)


def address_of(started: DockerContainer, port: int) -> tuple[str, int]:
    """Under which a port of a container is reached from here."""
    return started.get_container_host_ip(), started.get_exposed_port(port)


async def version_seen(url: str) -> str:
    connection = await asyncpg.connect(url, ssl=False)
    try:
        found: str = await connection.fetchval("select version_num from alembic_version")
        return found
    finally:
        await connection.close()


def test_every_services_migrations_run_on_postgres(tmp_path: Path) -> None:
    place = Place(tmp_path / "state", tmp_path / "cache")
    make_keys(place.keys)
    server = part("postgres").with_exposed_ports(POSTGRES_PORT)
    del server.env["POSTGRES_PASSWORD_FILE"]  # it stands in a volume of the whole stack
    with server.with_env("POSTGRES_PASSWORD", password_of(place.keys, SUPERUSER)):
        wait_for(server, "postgres")
        host, port = address_of(server, POSTGRES_PORT)
        asyncio.run(make_databases(place, host, port))

        def url(role: str, database: str) -> str:
            return f"postgresql://{role}:{password_of(place.keys, role)}@{host}:{port}/{database}"

        for name in SERVICES:
            folder = CHECKOUT / "services" / name
            migrations.upgrade(folder, url(f"{name}_owner", name))
            newest = ScriptDirectory(str(folder / "migrations")).get_current_head()
            # Asked as the service's own role: it may read what the owner's made.
            assert asyncio.run(version_seen(url(name, name))) == newest, name


async def test_kafka_has_our_topics_and_carries_a_record() -> None:
    """As composed, with one more listener for a client outside the stack.

    A broker tells its clients its address, and ours is known only once the engine has chosen the
    port: the container waits for it.
    """
    broker = part("kafka").with_exposed_ports(KAFKA_PORT_FOR_US)
    broker.env["KAFKA_LISTENERS"] += f",OUTSIDE://:{KAFKA_PORT_FOR_US}"
    broker.env["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] += ",OUTSIDE:PLAINTEXT"
    with broker.with_command(["sh", "-c", KAFKA_ONCE_IT_KNOWS_ITS_ADDRESS]):
        host, port = address_of(broker, KAFKA_PORT_FOR_US)
        kafka = f"{host}:{port}"
        broker.copy_into_container(kafka.encode(), "/tmp/address")
        wait_for(broker, "kafka")
        made = await make_topics(kafka)
        assert set(made) == set(yaml.safe_load(TOPICS.read_text())["topics"])
        assert await make_topics(kafka) == []
        assert await carried(kafka, made[0], b"a fact") == b"a fact"


async def carried(kafka: str, topic: str, value: bytes) -> bytes:
    """What a consumer reads after the relay's own kind of producer sent the value."""
    producer = new_producer(kafka, client="test")
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, key=b"key")
    finally:
        await producer.stop()
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        record = await asyncio.wait_for(consumer.getone(), ARRIVE_SECONDS)
    finally:
        await consumer.stop()
    found: bytes = record.value
    return found

"""The relay killed between sending and deleting, on real Kafka: sent again, in order, by its id."""

import asyncio
import secrets
import signal
import subprocess
import sys

import pytest
from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events.identity import ESTABLISHMENTS
from deploy.demo.log import records
from deploy.demo.visitor import until
from deploy.local.place import CHECKOUT
from tests.chassis.http.test_edge import announce
from tests.conftest import OpenDatabase, url_of
from tests.journeys.conftest import Stack
from tests.services.people import acting

pytestmark = pytest.mark.stack

PARTITIONS = 6


def relay(database: AsyncEngine, stack: Stack, *dies: str) -> "subprocess.Popen[bytes]":
    url = url_of(database)
    command = (sys.executable, "-m", "tests.journeys.relay_that_dies", url)
    return subprocess.Popen([*command, stack.place.address("kafka"), *dies], cwd=CHECKOUT)


async def waiting(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        found = await connection.execute(text("select count(*) from outbox_pending"))
        return int(found.scalar_one())


async def ids_on_the_log(stack: Stack, keys: set[str]) -> dict[str, list[str]]:
    """What stands on the topic under each key: the events' ids in the order of the log."""
    parts = [TopicPartition(ESTABLISHMENTS, part) for part in range(PARTITIONS)]
    found: dict[str, list[str]] = {key: [] for key in keys}
    for record in await records(stack.place.address("kafka"), parts):
        if (key := (record.key or b"").decode()) in found:
            found[key].append(dict(record.headers)["ce_id"].decode())
    return found


async def test_what_was_sent_before_the_death_is_sent_again_under_its_id(
    database: OpenDatabase, stack: Stack
) -> None:
    engine = await database("letters")
    keys = []
    for _ in range(3):
        async with acting(engine) as work:
            event = await announce(work, str(secrets.randbelow(10**12)))
        keys.append(str(event.establishment_id))

    killed = relay(engine, stack, "dies")
    assert await asyncio.to_thread(killed.wait, 60) == -signal.SIGKILL
    assert await waiting(engine) == 3  # nothing is lost: the queue still has all of it

    following = relay(engine, stack)

    async def sent() -> bool:
        return await waiting(engine) == 0

    try:
        await until("the queue is empty", sent)
    finally:
        following.terminate()
        following.wait(30)
    for key, ids in (await ids_on_the_log(stack, set(keys))).items():
        assert len(ids) == 2, key  # once before the death, once after it
        assert len(set(ids)) == 1, key  # consumers know it by its id

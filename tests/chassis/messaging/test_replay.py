"""What a replay declines. That it replays, a journey shows on real Kafka."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.database import create_engine
from chassis.messaging.consumers import Consumers
from chassis.messaging.operating import Declined
from chassis.messaging.replay import Range, check_copy, replay
from deploy.local.place import CHECKOUT
from tests.chassis.http.test_edge import announce
from tests.conftest import OpenDatabase, Server
from tests.services.people import acting

FOLDER = CHECKOUT / "services" / "letters"


@pytest.fixture
async def copy(database: OpenDatabase) -> AsyncEngine:
    return await database("letters")


@pytest.fixture
async def own(database: OpenDatabase, postgres: Server) -> AsyncIterator[AsyncEngine]:
    """The service's database as the operator's role sees it."""
    name = str((await database("letters")).url.database)
    engine = create_engine(postgres.url("letters_operator", name), application="test")
    yield engine
    await engine.dispose()


async def test_a_fresh_copy_will_do(own: AsyncEngine, copy: AsyncEngine) -> None:
    await check_copy(own, copy, FOLDER)


async def test_the_services_own_database_is_declined(own: AsyncEngine, postgres: Server) -> None:
    same = create_engine(postgres.url("letters", str(own.url.database)), application="test")
    with pytest.raises(Declined, match="own database"):
        await check_copy(own, same, FOLDER)
    await same.dispose()


async def test_a_copy_that_was_used_is_declined(own: AsyncEngine, copy: AsyncEngine) -> None:
    async with acting(copy) as work:
        await announce(work, "1")
    with pytest.raises(Declined, match="table outbox has rows"):
        await check_copy(own, copy, FOLDER)


async def test_a_database_without_tables_is_declined(own: AsyncEngine, postgres: Server) -> None:
    await postgres.execute("create database bare owner letters")
    bare = create_engine(postgres.url("letters", "bare"), application="test")
    with pytest.raises(Declined, match="not migrated: run"):
        await check_copy(own, bare, FOLDER)
    await bare.dispose()
    await postgres.drop("bare")


async def test_a_copy_of_another_version_is_declined(
    own: AsyncEngine, copy: AsyncEngine, tmp_path: Path
) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "newer.py").write_text('revision = "9999"\ndown_revision = None\n')
    with pytest.raises(Declined, match="this program's version"):
        await check_copy(own, copy, tmp_path)


async def test_a_topic_that_the_service_does_not_hear_is_declined(copy: AsyncEngine) -> None:
    wanted = Range(["billing.law.v1"], 0, 10)
    with pytest.raises(Declined, match=r"letters does not listen to billing\.law\.v1"):
        await replay("", copy, BusinessClock(), Consumers("letters"), wanted)

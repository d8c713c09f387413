"""A replay through the real consumers, from real Kafka into a fresh copy, by the command line."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from chassis import migrations
from contracts.events.identity import ESTABLISHMENTS, GRANTS
from deploy.local.keys import SUPERUSER, password_of
from deploy.local.place import CHECKOUT
from tests.journeys.conftest import Stack

pytestmark = pytest.mark.stack

COPY = "letters_copy"
SAME = ("establishment_copy", "grant_copy")


def url(stack: Stack, role: str, database: str) -> str:
    password = password_of(stack.place.keys, role)
    return f"postgresql://{role}:{password}@{stack.place.address('postgres')}/{database}"


async def rows(stack: Stack, database: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url(stack, SUPERUSER, database), ssl=False)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


@pytest.fixture
async def copy(stack: Stack) -> AsyncIterator[str]:
    """The address of a migrated, empty database beside that of letters."""
    await rows(stack, "postgres", f"create database {COPY} owner letters_owner template template0")
    await rows(stack, COPY, "alter schema public owner to letters_owner")
    await rows(stack, COPY, "grant usage on schema public to letters, letters_operator")
    folder = CHECKOUT / "services" / "letters"
    await asyncio.to_thread(migrations.upgrade, folder, url(stack, "letters_owner", COPY))
    yield url(stack, "letters_owner", COPY)
    await rows(stack, "postgres", f"drop database {COPY} with (force)")


def replay(stack: Stack, into: str) -> tuple[int, str]:
    done = stack.run(
        *("deploy.local", "operate", "letters", "parked", "replay", "--into", into),
        *("--topic", ESTABLISHMENTS, "--topic", GRANTS, "--from", "0", "--to", "1000000"),
        *("--reason", "is the copy of establishments whole?", "--by", "rana"),
    )
    return done.returncode, done.stdout + done.stderr


async def test_a_copy_made_from_the_log_is_what_the_service_has(stack: Stack, copy: str) -> None:
    status, said = await asyncio.to_thread(replay, stack, copy)
    assert (status, "0 are parked" in said) == (0, True), said
    for table in SAME:
        statement = f"select * from {table} order by 1"
        made = await rows(stack, COPY, statement)
        assert made == await rows(stack, "letters", statement)
        assert made

    through = "select count(*) from inbox_event"
    kept = "select actor, subject, outcome->>'parked' from operator_action where action = 'replay'"
    assert await rows(stack, "letters", kept) == [
        ("rana", f"{ESTABLISHMENTS}, {GRANTS} from 0 to 1000000", "0")
    ]
    heard = f"{through} where topic in ('{ESTABLISHMENTS}', '{GRANTS}')"
    assert await rows(stack, COPY, through) == await rows(stack, "letters", heard)

    again, declined = await asyncio.to_thread(replay, stack, copy)
    assert (again, "not fresh" in declined) == (2, True), declined
    own = url(stack, "letters", "letters")
    status, declined = await asyncio.to_thread(replay, stack, own)
    assert (status, "own database" in declined) == (2, True), declined

"""Parked events from the command line, as an operator uses it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.messaging import tools
from tests.conftest import OpenDatabase

Run = Callable[..., Any]


@dataclass
class _Settings:
    database_url: str


@dataclass
class _Service:
    name: str
    settings: _Settings


@pytest.fixture
async def engine(database: OpenDatabase) -> AsyncEngine:
    made = await database("letters")
    async with made.begin() as connection:
        await connection.execute(
            text(
                'insert into parked_event (consumer, topic, part, "offset", key, event_id, value, '
                "headers, reason, error, next_try_at) values ('letters', 'a.b.v1', 3, 42, 'k', "
                "'e1', '{\"wage\": 1}', '[[\"ce_id\", \"ZTE=\"]]', 'refused', 'NotFound', "
                "now() + interval '1 day')"
            )
        )
    return made


@pytest.fixture
def run(engine: AsyncEngine) -> Run:
    url = engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    service: Any = _Service("letters", _Settings(url))

    async def command(*words: str) -> int:
        parser = argparse.ArgumentParser()
        tools.add_commands(parser.add_subparsers())
        arguments = parser.parse_args(["parked", *words])
        code: int = await arguments.act(service, arguments)
        return code

    return command


async def test_they_are_listed_and_shown_whole(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("list") == 0
    listed = capsys.readouterr().out
    assert "a.b.v1/3@42" in listed
    assert "1 parked" in listed
    assert await run("show", "1") == 0
    shown = capsys.readouterr().out
    assert "NotFound" in shown
    assert "b'e1'" in shown
    assert '{"wage": 1}' in shown
    assert await run("show", "99") == 1


async def test_a_retry_is_due_at_once(run: Run, engine: AsyncEngine) -> None:
    assert await run("retry", "1") == 0
    assert await run("retry", "99") == 1
    async with engine.connect() as connection:
        due = await connection.execute(text("select next_try_at <= now() from parked_event"))
        assert due.scalar_one()


async def test_giving_one_up_needs_a_second_person_and_is_kept(
    run: Run, engine: AsyncEngine
) -> None:
    said = ("discard", "1", "--reason", "sent twice by hand", "--by", "rana")
    assert await run(*said, "--approver", "rana") == 2
    assert await run(*said, "--approver", "omar") == 0
    async with engine.connect() as connection:
        kept = await connection.execute(
            text("select discarded_by, approved_by, discard_reason from parked_discard")
        )
        assert tuple(kept.one()) == ("rana", "omar", "sent twice by hand")
        left = await connection.execute(text("select count(*) from parked_event"))
        assert left.scalar_one() == 0

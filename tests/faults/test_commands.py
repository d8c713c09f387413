"""An operator's command killed at its commit: run again, everything is there once."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.database import async_url
from deploy.local.accounts import staff_file
from deploy.local.environment import on_this_machine, service_environment
from deploy.local.place import CHECKOUT
from tests.conftest import OpenDatabase, Server, url_of
from tests.faults.launcher import FOLDER
from tests.faults.test_retries import park, started
from tests.faults.traps import Trap, arm


async def command(server: Server, traps: Path, urls: dict[str, str], *words: str) -> int:
    """A service's command under the launcher; how it ended."""
    environment = service_environment(words[0], on_this_machine(server.place))
    return await asyncio.to_thread(
        lambda: (
            subprocess.run(
                (sys.executable, "-m", "tests.faults.launcher", *words),
                cwd=CHECKOUT,
                env={**os.environ, **environment, **urls, FOLDER: str(traps)},
                check=False,
                capture_output=True,
            ).returncode
        )
    )


async def announced(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        found = await connection.execute(text("select count(*) from outbox"))
        return int(found.scalar_one())


@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
async def test_the_law_is_announced_once(
    postgres: Server, database: OpenDatabase, tmp_path: Path, point: str
) -> None:
    engine = await database("billing")
    urls = {"DAMAN_DATABASE_URL": url_of(engine)}
    arm(tmp_path, Trap("billing", f"operator.{point}"))
    assert await command(postgres, tmp_path, urls, "billing", "load-law") == -signal.SIGKILL
    after_death = await announced(engine)
    assert await command(postgres, tmp_path, urls, "billing", "load-law") == 0
    whole = await announced(engine)
    assert whole
    assert after_death == (0 if point == "before-commit" else whole)


@pytest.mark.parametrize("passes", [0, 2])
@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
async def test_every_member_of_staff_has_one_account(
    postgres: Server, database: OpenDatabase, tmp_path: Path, point: str, passes: int
) -> None:
    engine = await database("identity")
    urls = {"DAMAN_DATABASE_URL": url_of(engine)}
    words = ("identity", "load-staff", staff_file(postgres.place))
    arm(tmp_path, Trap("identity", f"operator.{point}", passes=passes))
    assert await command(postgres, tmp_path, urls, *words) == -signal.SIGKILL
    assert await command(postgres, tmp_path, urls, *words) == 0
    async with engine.connect() as connection:
        found = await connection.execute(
            text("select login_id, count(*) from account group by login_id")
        )
        assert dict(found.all()) == {
            "registrar": 1,
            "officer.amman": 1,
            "officer.zarqa": 1,
            "treasurer": 1,
            "risk-desk": 1,
        }


@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
async def test_a_database_is_migrated_whole_or_not_at_all(
    postgres: Server, tmp_path: Path, point: str
) -> None:
    name = f"letters_migrated_{point[:5]}"
    await postgres.execute(f"create database {name} owner letters_owner")
    urls = {
        "DAMAN_DATABASE_URL": postgres.url("letters", name),
        "DAMAN_DATABASE_OWNER_URL": postgres.url("letters_owner", name),
    }
    arm(tmp_path, Trap("letters", f"operator.{point}"))
    try:
        words = ("letters", "migrate")
        assert await command(postgres, tmp_path, urls, *words) == -signal.SIGKILL
        tables = await _tables(urls["DAMAN_DATABASE_OWNER_URL"])
        assert await command(postgres, tmp_path, urls, *words) == 0
        whole = await _tables(urls["DAMAN_DATABASE_OWNER_URL"])
        assert whole
        assert tables == ([] if point == "before-commit" else whole)
    finally:
        await postgres.drop(name)


async def _tables(url: str) -> list[str]:
    engine = create_async_engine(async_url(url))
    async with engine.connect() as connection:
        found = await connection.execute(
            text("select tablename from pg_tables where schemaname = 'public' order by 1")
        )
        names = list(found.scalars())
    await engine.dispose()
    return names


@pytest.mark.parametrize(("point", "due"), [("before-commit", False), ("after-commit", True)])
async def test_a_retry_is_ordered_whole_or_not_at_all(
    postgres: Server, database: OpenDatabase, tmp_path: Path, point: str, due: bool
) -> None:
    engine = await database("payroll")
    await park(engine, started())
    async with engine.begin() as connection:
        await connection.execute(text("update parked_event set next_try_at = now() + '1 day'"))
    urls = {"DAMAN_DATABASE_OPERATOR_URL": url_of(engine)}
    arm(tmp_path, Trap("payroll", f"operator.{point}"))
    words = ("payroll", "parked", "retry", "1", "--reason", "mended")
    assert await command(postgres, tmp_path, urls, *words) == -signal.SIGKILL
    assert await _due(engine) == due
    assert await command(postgres, tmp_path, urls, *words) == 0
    assert await _due(engine)


async def _due(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        found = await connection.execute(text("select next_try_at <= now() from parked_event"))
        return bool(found.scalar_one())

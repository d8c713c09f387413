"""Alembic for a service: one migration line each, run with the owner's role."""

import asyncio
from logging.config import dictConfig
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, pool
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.database import async_url


def upgrade(folder: Path, owner_url: str) -> None:
    """Bring a service's database to its newest version. `folder` is the service's folder."""
    config = Config()
    config.set_main_option("script_location", str(folder / "migrations").replace("%", "%%"))
    config.attributes["owner_url"] = owner_url
    dictConfig({"version": 1, "disable_existing_loggers": False})
    command.upgrade(config, "head")


def run(metadata: MetaData) -> None:
    """What a service's `migrations/env.py` calls; `metadata` is the service's own."""

    def migrate(connection: Connection) -> None:
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():  # all versions or none: it commits at its end
            context.run_migrations()

    async def connect() -> None:
        url = async_url(context.config.attributes["owner_url"])
        engine = create_async_engine(url, poolclass=pool.NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
        await engine.dispose()

    asyncio.run(connect())

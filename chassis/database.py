"""PostgreSQL: one asynchronous engine a process, with limits that end half-dead transactions."""

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# A stopped process must not hold a row longer than Kafka waits before it gives the partition to
# another one: idle transactions end below the consumer's session timeout.
SESSION_SETTINGS = {
    "idle_in_transaction_session_timeout": "4000",
    "lock_timeout": "3000",
    "transaction_timeout": "30000",
    "timezone": "UTC",
    "jit": "off",
}
COMMAND_TIMEOUT_SECONDS = 20


def async_url(url: str) -> str:
    """The same address with asyncpg as the driver."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


def create_engine(
    url: str, *, application: str, pool_size: int = 8, pre_ping: bool = False
) -> AsyncEngine:
    """An engine whose sessions carry our limits (milliseconds) and our application's name.

    With `pre_ping` each connection is tried before its use, at the cost of a round trip.
    """
    return create_async_engine(
        async_url(url),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=pre_ping,
        pool_recycle=1800,
        json_serializer=lambda value: orjson.dumps(value, default=str).decode(),
        json_deserializer=orjson.loads,
        connect_args={
            "command_timeout": COMMAND_TIMEOUT_SECONDS,
            "timeout": 5,
            "server_settings": {**SESSION_SETTINGS, "application_name": application},
        },
    )

"""The relay of `faststream-outbox` as its documentation shows it, to stand beside ours."""

import asyncio
from collections.abc import Sequence
from typing import Any

from faststream.kafka import KafkaBroker, KafkaResponse
from faststream_outbox import OutboxBroker, make_outbox_table
from faststream_outbox.annotations import OutboxMessage
from sqlalchemy import MetaData, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.bus import RELAY_SETTINGS
from chassis.kafka_producer import kafka_headers

TABLE, QUEUE, BATCH = "library_outbox", "measured", 500
_METADATA = MetaData()
_OUTBOX = make_outbox_table(_METADATA, TABLE)
_KEY = "key"


async def fill(engine: AsyncEngine, rows: Sequence[dict[str, Any]]) -> None:
    """The same events as rows of its table, headers made beforehand."""
    records = [
        {"queue": QUEUE, "payload": row["payload"], "headers": _headers(row)} for row in rows
    ]
    async with engine.begin() as connection:
        await connection.run_sync(_METADATA.drop_all)
        await connection.run_sync(_METADATA.create_all)
        for start in range(0, len(records), BATCH):
            await connection.execute(insert(_OUTBOX), records[start : start + BATCH])


def _headers(row: dict[str, Any]) -> dict[str, str]:
    made = {name: value.decode() for name, value in kafka_headers({"traceparent": None, **row})}
    return {**made, _KEY: row["aggregateid"], "content-type": "application/octet-stream"}


async def run(engine: AsyncEngine, kafka: str, topic: str, workers: int) -> None:
    """Relay until cancelled; the producer has the settings of ours."""
    bus = KafkaBroker(kafka, logger=None, **RELAY_SETTINGS)
    outbox = OutboxBroker(engine, outbox_table=_OUTBOX, logger=None)
    publisher = bus.publisher(topic)

    @publisher
    @outbox.subscriber(
        QUEUE, max_workers=workers, fetch_batch_size=BATCH, terminal_flush_batch_size=BATCH
    )
    async def relay(body: bytes, message: OutboxMessage) -> KafkaResponse:
        headers = {**message.headers}
        return KafkaResponse(body, key=headers.pop(_KEY).encode(), headers=headers)

    async with bus, outbox:
        await asyncio.Event().wait()

"""Replay: a range of topics from Kafka through a service's consumers, into a fresh copy.

The copy is a migrated, empty database that no service runs on: what its handlers announce or leave
for later stays there. Event ids and inbox are the same, so an event that was published twice is
applied once here as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.messaging import progress
from chassis.messaging.consumers import Consumers
from chassis.messaging.operating import Declined
from chassis.messaging.record import receive
from chassis.messaging.retrier import Retrier
from chassis.messaging.slice import Slice
from chassis.watchdog import within

FETCH_MILLISECONDS, RECORDS_MAX = 1_000, 500
KAFKA_SECONDS = 30
"""A log that says nothing for so long ends the replay: some of the range is missing then."""

FILLED_BY_WORK = (
    "consumer_progress", "inbox_event", "parked_event", "outbox", "job", "activity",
    "establishment_copy", "grant_copy", "idempotent_answer",
)  # fmt: skip
_WHERE = text("select system_identifier, current_database() from pg_control_system()")
_VERSION = text("select version_num from alembic_version")
_PARKED = text("select count(*) from parked_event")


@dataclass(frozen=True)
class Range:
    """Topics in their order, and of each partition the offsets from `first` up to before `end`."""

    topics: Sequence[str]
    first: int
    end: int


async def check_copy(own: AsyncEngine, copy: AsyncEngine, folder: Path) -> None:
    """Decline a copy that is the service's own database, not migrated to the newest, or used."""
    async with own.connect() as here, copy.connect() as there:
        if (await here.execute(_WHERE)).one() == (await there.execute(_WHERE)).one():
            raise Declined("that is the service's own database: name a fresh copy")
        for table in ("alembic_version", *FILLED_BY_WORK):
            exists = text("select to_regclass(:table)")
            if (await there.execute(exists, {"table": table})).scalar_one() is None:
                raise Declined("the copy is not migrated: run `migrate` on it first")
        newest = ScriptDirectory(str(folder / "migrations")).get_current_head()
        if (await there.execute(_VERSION)).scalar_one() != newest:
            raise Declined("the copy is not migrated to this program's version: run `migrate`")
        for table in FILLED_BY_WORK:
            used = text(f"select exists (select from {table})")  # noqa: S608 - our own names
            if (await there.execute(used)).scalar_one():
                raise Declined(f"the copy is not fresh: its table {table} has rows")


async def replay(
    kafka: str, copy: AsyncEngine, clock: BusinessClock, consumers: Consumers, wanted: Range
) -> tuple[int, int]:
    """Apply the range; returns how many events went through and how many are parked at the end.

    What was early (its establishment comes in a later topic) is tried again at the end. Declines
    a topic the service does not hear, and a range whose beginning the log no longer has.
    """
    unheard = set(wanted.topics) - set(consumers.topics())
    if unheard:
        raise Declined(f"{consumers.name} does not listen to {', '.join(sorted(unheard))}")
    reader = AIOKafkaConsumer(
        *wanted.topics,
        bootstrap_servers=kafka,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        await within(KAFKA_SECONDS, reader.start())
        ends = await _stand_at_beginning(reader, wanted)
        applier = Slice(copy, clock, consumers)
        through = 0
        for topic in wanted.topics:
            own = {tp: end for tp, end in ends.items() if tp.topic == topic}
            through += await _topic(reader, applier, own, wanted.first)
    except KafkaError as error:
        raise Declined(f"Kafka does not answer: {type(error).__name__}") from error
    finally:
        await within(KAFKA_SECONDS, reader.stop())
    return through, await _try_again(copy, Retrier(copy, clock, consumers))


async def _stand_at_beginning(
    reader: AIOKafkaConsumer, wanted: Range
) -> Mapping[TopicPartition, int]:
    """Seek every partition that has some of the range, leave out the others; their ends."""
    parts = sorted(reader.assignment())
    begins, ends = await reader.beginning_offsets(parts), await reader.end_offsets(parts)
    gone = [f"{tp.topic}/{tp.partition}" for tp in parts if begins[tp] > wanted.first]
    if gone:
        raise Declined(f"the log begins after {wanted.first} in {', '.join(gone)}")
    for tp in parts:
        if ends[tp] > wanted.first:
            reader.seek(tp, wanted.first)
        else:
            reader.pause(tp)
    return {tp: min(ends[tp], wanted.end) for tp in parts if ends[tp] > wanted.first}


async def _topic(
    reader: AIOKafkaConsumer, applier: Slice, ends: Mapping[TopicPartition, int], first: int
) -> int:
    """Apply one topic's part of the range; how many events that were."""
    claims = {tp: await _claim(applier, tp, first) for tp in ends}
    through, silent = 0, 0
    while left := [tp for tp, held in claims.items() if held.next_offset < ends[tp]]:
        batches = await reader.getmany(
            *left, timeout_ms=FETCH_MILLISECONDS, max_records=RECORDS_MAX
        )
        silent = 0 if batches else silent + 1
        if silent * FETCH_MILLISECONDS >= KAFKA_SECONDS * 1000:
            raise Declined(f"the log fell silent: {through} events of {left[0].topic} are through")
        for tp, records in _wanted(batches, ends).items():
            claims[tp] = await applier.apply(claims[tp], [receive(one) for one in records])
            through += len(records)
    return through


async def _claim(applier: Slice, tp: TopicPartition, first: int) -> progress.Claim:
    return await progress.claim(
        applier.engine,
        consumer=applier.consumers.name,
        topic=tp.topic,
        part=tp.partition,
        beginning=first,
    )


def _wanted(
    batches: Mapping[TopicPartition, list[ConsumerRecord]], ends: Mapping[TopicPartition, int]
) -> dict[TopicPartition, list[ConsumerRecord]]:
    inside = {
        tp: [one for one in records if one.offset < ends[tp]] for tp, records in batches.items()
    }
    return {tp: records for tp, records in inside.items() if records}


async def _try_again(copy: AsyncEngine, retrier: Retrier) -> int:
    """Retry until nothing more goes; how many events stay parked."""
    left = await _count(copy)
    while left:
        await retrier.round()
        before, left = left, await _count(copy)
        if left == before:
            break
    return left


async def _count(copy: AsyncEngine) -> int:
    async with copy.connect() as connection:
        return int((await connection.execute(_PARKED)).scalar_one())

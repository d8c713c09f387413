"""The event log as an auditor reads it: every record of every topic, and what is wrong with it."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import KafkaError

from deploy.demo.log import all_partitions, records
from deploy.local.topics import TOPICS

POISON_HEADERS = [("ce_id", b"\xff\xfe"), ("ce_type", b"x")]
IN_ORDER = (
    ("MovementSubmitted", "MovementApproved", "batch_id"),
    ("CoverageStarted", "CoverageStopped", "coverage_id"),
    ("PayrollFileSubmitted", "PayrollFileAccepted", "file_id"),
    ("InvoiceIssued", "InvoiceAdjusted", "month"),
)
"""What comes before what, of one object."""

WATCHED_SECONDS, WATCHED_SECONDS_MAX = 2, 15


@dataclass(frozen=True)
class Told:
    """One event as it stands on the log."""

    topic: str
    part: int
    offset: int
    key: str
    event_id: str
    name: str
    body: dict[str, Any]


def consumers() -> dict[str, list[str]]:
    """Who hears each topic, as the contracts name them."""
    topics = yaml.safe_load(TOPICS.read_text())["topics"]
    return {name: one["consumers"] for name, one in topics.items()}


def deliveries(counted: Mapping[str, int]) -> int:
    """Records of each topic times the consumers that are named for it."""
    heard_by = consumers()
    return sum(count * len(heard_by[topic]) for topic, count in counted.items())


@dataclass
class Messages:
    """How many records were delivered to a consumer: counted at the ends of the topics."""

    kafka: str
    count: int = 0

    async def look(self) -> None:
        """Count; KafkaError while the broker is away."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka, group_id=None)
        try:
            await consumer.start()
            ends = await consumer.end_offsets(all_partitions())
        finally:
            await consumer.stop()
        counted = Counter[str]()
        for part, end in ends.items():
            counted[part.topic] += end
        self.count = deliveries(counted)

    async def watch(self) -> None:
        """Count for ever; while the broker is away the last number stands."""
        while True:
            with suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(WATCHED_SECONDS_MAX):
                    await self.look()
            await asyncio.sleep(WATCHED_SECONDS)


async def everything(kafka: str) -> list[Told]:
    """All events in the order of their partitions; poison is passed over."""
    return [one for part in all_partitions() for one in _told(await records(kafka, [part]))]


def _told(found: Iterable[ConsumerRecord]) -> Iterator[Told]:
    for record in found:
        headers = dict(record.headers)
        if headers.get("ce_id") == POISON_HEADERS[0][1]:
            continue
        yield Told(
            record.topic,
            record.partition,
            record.offset,
            (record.key or b"").decode(),
            headers["ce_id"].decode(),
            headers["ce_type"].decode().split(".")[-2],
            json.loads(record.value),
        )


def first_tellings(log: Sequence[Told]) -> list[Told]:
    """Each event where it stands first: a relay that died tells again what it had told."""
    seen: set[str] = set()
    kept = []
    for told in log:
        if told.event_id not in seen:
            seen.add(told.event_id)
            kept.append(told)
    return kept


def out_of_order(log: Sequence[Told]) -> list[str]:
    """Objects of which a later event stands before an earlier one."""
    return [
        f"{after} {one} before its {before}"
        for before, after, one, place, earlier in _pairs(log)
        if earlier is not None and (earlier[0] != place[0] or earlier > place)
    ]


def never_told(log: Sequence[Told]) -> list[str]:
    """Objects of which a later event stands without the earlier one."""
    return [
        f"{before} of {one}, of which {after} is told"
        for before, after, one, _, earlier in _pairs(log)
        if earlier is None
    ]


Place = tuple[int, int]
"""Of an event: its partition, and where it stands in the whole."""


def _pairs(log: Sequence[Told]) -> Iterator[tuple[str, str, str, Place, Place | None]]:
    """Each later event of an object with its place and that of the earlier one, if it is there."""
    places: dict[tuple[str, str], dict[str, Place]] = defaultdict(dict)
    for number, told in enumerate(log):
        places[(told.name, told.key)].setdefault(_object(told), (told.part, number))
    for before, after, _ in IN_ORDER:
        for (name, key), found in places.items():
            if name == after:
                earlier = places.get((before, key), {})
                for one, place in found.items():
                    yield before, after, one, place, earlier.get(one)


def not_rising(log: Sequence[Told]) -> list[str]:
    """Establishments whose ledger positions do not rise from event to event."""
    last: dict[str, int] = {}
    wrong = []
    for told in log:
        if told.name != "ClearanceChanged":
            continue
        position = int(told.body["ledger_position"])
        if position <= last.get(told.key, 0):
            wrong.append(f"ledger position {position} of {told.key} after {last[told.key]}")
        last[told.key] = position
    return wrong


def gaps(log: Sequence[Told]) -> list[str]:
    """Files whose declared wages do not come part by part, from the first to the last."""
    parts: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for told in log:
        if told.name == "WagesDeclared":
            parts[told.key, str(told.body["file_id"])].append(told)
    return [
        f"WagesDeclared of {file} in parts {numbers} of {found[0].body['parts']}"
        for (_, file), found in parts.items()
        if (numbers := [int(one.body["part"]) for one in found])
        != [*range(1, int(found[0].body["parts"]) + 1)]
    ]


def _object(told: Told) -> str:
    for before, after, name in IN_ORDER:
        if told.name in (before, after):
            return str(told.body[name])
    return told.event_id


def doubled(log: Sequence[Told], name: str, about: str) -> list[str]:
    """Objects about which an event was announced more than once, under different ids."""
    counted = Counter(str(one.body[about]) for one in log if one.name == name)
    return [f"{name} {one} x {count}" for one, count in counted.items() if count > 1]


async def poison(kafka: str, topic: str, key: bytes) -> None:
    """A record whose headers are no text: nobody can read it."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(topic, key=key, value=b"{}", headers=POISON_HEADERS)
    finally:
        await producer.stop()

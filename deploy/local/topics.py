"""The topics of `contracts/topics.yaml`: `python -m deploy.local.topics`.

The broker never makes a topic by itself, so a misspelt name fails instead of working alone. Runs
again without harm; waits for the broker at `DAMAN_KAFKA`.
"""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import yaml
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from deploy.local.place import CHECKOUT

TOPICS = CHECKOUT / "contracts" / "topics.yaml"
WAIT_SECONDS = 60
DAY_MILLISECONDS = 86_400_000


def new_topics(path: Path = TOPICS) -> list[NewTopic]:
    """What the file asks for, in local size: fewer partitions, one copy."""
    document: dict[str, Any] = yaml.safe_load(path.read_text())
    return [
        NewTopic(
            name=name,
            num_partitions=document["local_partitions"],
            replication_factor=1,
            topic_configs={
                "retention.ms": str(entry["retention_days"] * DAY_MILLISECONDS),
                "cleanup.policy": entry["cleanup"],
            },
        )
        for name, entry in document["topics"].items()
    ]


async def make_topics(kafka: str) -> list[str]:
    """Make the topics that are missing; their names. Raises `KafkaError` for a refused one."""
    admin = await _connect(kafka)
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in new_topics() if topic.name not in there]
        if missing:
            answer = await admin.create_topics(missing)
            for name, code, *_ in answer.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise for_code(code)(name)
        return [topic.name for topic in missing]
    finally:
        await admin.close()


async def _connect(kafka: str) -> AIOKafkaAdminClient:
    """An admin client; a broker that is still starting is waited for."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka, client_id="topics")
        try:
            await admin.start()
            return admin
        except KafkaError:
            await admin.close()
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.1)


def main() -> None:
    """Make the topics and name them."""
    for name in asyncio.run(make_topics(os.environ["DAMAN_KAFKA"])):
        print(f"made {name}")


if __name__ == "__main__":
    main()

"""A fetch takes something of each partition, however much one of them holds."""

from collections.abc import Mapping

from aiokafka import TopicPartition

from chassis.messaging.kafka_consumer import fetch

CODES, COVERAGE, NOT_OURS = (TopicPartition("t", number) for number in range(3))


class Consumer:
    """As aiokafka hands out: of the partitions asked for one after the other, each till empty."""

    def __init__(self, held: Mapping[TopicPartition, int]) -> None:
        self.held = {tp: [*range(count)] for tp, count in held.items()}

    def assignment(self) -> set[TopicPartition]:
        return {*self.held} - {NOT_OURS}

    def highwater(self, tp: TopicPartition) -> int:
        assert tp in self.assignment()
        return 10_000

    async def getmany(
        self, *asked: TopicPartition, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[int]]:
        assert not {*asked} - self.assignment()
        found = {}
        for tp in asked or self.held:
            given, self.held[tp] = self.held[tp][:max_records], self.held[tp][max_records:]
            max_records -= len(given)
            if given:
                found[tp] = given
        return found


async def counted(consumer: Consumer) -> dict[TopicPartition, int]:
    at = dict.fromkeys(consumer.held, 0)
    return {tp: len(some) for tp, some in (await fetch(consumer, at, records_max=500)).items()}


async def test_a_few_events_do_not_wait_behind_thousands_of_another_partition() -> None:
    assert await counted(Consumer({COVERAGE: 4000, CODES: 3})) == {COVERAGE: 250, CODES: 3}


async def test_one_alone_has_all_the_room() -> None:
    assert await counted(Consumer({COVERAGE: 4000})) == {COVERAGE: 500}


async def test_what_was_taken_away_is_not_asked_for() -> None:
    assert await counted(Consumer({NOT_OURS: 5, CODES: 3})) == {CODES: 3}


async def test_where_nothing_is_known_to_be_behind_it_waits_for_any() -> None:
    consumer = Consumer({COVERAGE: 7})
    assert len((await fetch(consumer, {}, records_max=500))[COVERAGE]) == 7

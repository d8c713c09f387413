"""Applying events: each once, in order, and one bad key never stops the others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.errors import Refusal
from chassis.ids import uuid7
from chassis.messaging.consumers import Consumers
from chassis.messaging.progress import Claim, Fenced, claim
from chassis.messaging.record import Received
from chassis.messaging.retrier import Retrier
from chassis.messaging.slice import Slice
from chassis.tables import EstablishmentCopy
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import ESTABLISHMENTS, EstablishmentRegistered
from tests.conftest import OpenDatabase

POISONED = "9999999"
PART = 0


class Desk:
    """A consumer that keeps establishments, and refuses the poisoned one until it is cured."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.cured = False
        self.consumers = Consumers("letters")
        self.consumers.on(EstablishmentRegistered)(self._keep)
        self.slice = Slice(engine, BusinessClock(), self.consumers)

    async def _keep(self, work: UnitOfWork, event: EstablishmentRegistered) -> None:
        if event.number == POISONED and not self.cured:
            raise Refusal
        work.session.add(EstablishmentCopy(**event.model_dump()))
        await work.session.flush()

    async def claim(self) -> Claim:
        return await claim(
            self.engine, consumer="letters", topic=ESTABLISHMENTS, part=PART, beginning=0
        )

    async def kept(self) -> list[str]:
        return await self._column("select number from establishment_copy order by number")

    async def parked(self) -> list[str]:
        return await self._column("select reason from parked_event order by seq")

    async def _column(self, statement: str) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(text(statement))).scalars())


@pytest.fixture
async def desk(database: OpenDatabase) -> Desk:
    return Desk(await database("letters"))


def event(offset: int, number: str = "", key: UUID | None = None, **changed: Any) -> Received:
    registered = EstablishmentRegistered(
        establishment_id=key or uuid7(),
        number=number or str(offset),
        name_ar="منشأة",
        name_en="Establishment",
        branch="zarqa",
        payment_number=f"98{offset}{number}",
        rate_scheme="private",
        registered_on=date(2026, 1, 1),
    )
    plain = Received(
        topic=ESTABLISHMENTS,
        part=PART,
        offset=offset,
        key=str(registered.establishment_id).encode(),
        value=registered.model_dump_json().encode(),
        headers=[],
        event_id=str(uuid7()),
        event_type=EstablishmentRegistered.type_name(),
        traceparent=None,
    )
    return replace(plain, **changed)


def offsets(records: Sequence[Received]) -> list[int]:
    return [record.offset for record in records]


class TestSlice:
    async def test_moves_progress_and_applies_in_one_step(self, desk: Desk) -> None:
        held = await desk.slice.apply(await desk.claim(), [event(0), event(1)])
        assert held.next_offset == 2
        assert await desk.kept() == ["0", "1"]

    async def test_applies_an_event_once_even_at_a_new_offset(self, desk: Desk) -> None:
        first = event(0)
        held = await desk.slice.apply(await desk.claim(), [first])
        again = replace(first, offset=1)
        await desk.slice.apply(held, [again, replace(again, offset=2), event(3)])
        assert await desk.kept() == ["0", "3"]

    async def test_rejects_a_thawed_zombie(self, desk: Desk) -> None:
        """A process that slept through the loss of its partition applies nothing."""
        zombie = await desk.claim()
        owner = await desk.claim()
        await desk.slice.apply(owner, [event(0)])
        with pytest.raises(Fenced):
            await desk.slice.apply(zombie, [event(0, number="77")])
        assert await desk.kept() == ["0"]

    async def test_recognises_its_own_commit_whose_answer_was_lost(self, desk: Desk) -> None:
        held, records = await desk.claim(), [event(0)]
        await desk.slice.apply(held, records)
        assert (await desk.slice.apply(held, records)).next_offset == 1
        assert await desk.kept() == ["0"]

    async def test_parks_a_failing_key_and_lets_the_others_flow(self, desk: Desk) -> None:
        bad = uuid7()
        records = [event(0), event(1, POISONED, bad), event(2), event(3, "33", bad), event(4)]
        await desk.slice.apply(await desk.claim(), records)
        assert await desk.kept() == ["0", "2", "4"]
        assert await desk.parked() == ["refusal", "behind-parked"]

    async def test_keeps_later_events_of_a_parked_key_behind_it(self, desk: Desk) -> None:
        bad = uuid7()
        held = await desk.slice.apply(await desk.claim(), [event(0, POISONED, bad)])
        await desk.slice.apply(held, [event(1, "11", bad), event(2)])
        assert await desk.kept() == ["2"]

    @pytest.mark.parametrize(
        ("broken", "reason"),
        [
            ({"value": b"{"}, "undecodable-body"),
            ({"value": None}, "undecodable-body"),
            ({"fault": "undecodable-header"}, "undecodable-header"),
        ],
    )
    async def test_parks_what_cannot_be_read(
        self, desk: Desk, broken: dict[str, Any], reason: str
    ) -> None:
        await desk.slice.apply(await desk.claim(), [event(0, **broken), event(1)])
        assert await desk.kept() == ["1"]
        assert await desk.parked() == [reason]

    async def test_passes_over_types_nobody_here_listens_to(self, desk: Desk) -> None:
        await desk.slice.apply(await desk.claim(), [event(0, event_type="daman.other.Thing.v1")])
        assert (await desk.kept(), await desk.parked()) == ([], [])


class TestRetrier:
    async def test_applies_a_cured_key_in_its_order(self, desk: Desk) -> None:
        bad = uuid7()
        await desk.slice.apply(await desk.claim(), [event(0, POISONED, bad)])
        desk.cured = True
        await Retrier(desk.engine, BusinessClock(), desk.consumers).round()
        assert await desk.kept() == [POISONED]
        assert await desk.parked() == []

    async def test_goes_up_to_the_first_that_fails_and_keeps_the_rest_in_order(
        self, desk: Desk
    ) -> None:
        bad = uuid7()
        records = [event(0, value=b"{", key=bad), event(1, "1", bad), event(2, POISONED, bad)]
        held = await desk.slice.apply(await desk.claim(), [*records, event(3, "3", bad)])
        await self.mend_first(desk, event(0, "0", bad))
        retrier = Retrier(desk.engine, BusinessClock(), desk.consumers)
        key = str(bad).encode()
        assert await retrier.retry_key(ESTABLISHMENTS, key) == 1
        assert await desk.kept() == ["0"]
        assert await desk.parked() == ["IntegrityError", "behind-parked", "behind-parked"]
        assert held.next_offset == 4

    async def test_an_event_without_a_key_holds_up_no_other(self, desk: Desk) -> None:
        records = [event(0, value=None, key=None), event(1, POISONED)]
        parked = [replace(one, key=None) for one in records]
        await desk.slice.apply(await desk.claim(), parked)
        desk.cured = True
        await Retrier(desk.engine, BusinessClock(), desk.consumers).round()
        assert await desk.kept() == [POISONED]
        assert await desk.parked() == ["undecodable-body"]

    async def mend_first(self, desk: Desk, mended: Received) -> None:
        async with desk.engine.begin() as connection:
            statement = text('update parked_event set value = :value where "offset" = 0')
            await connection.execute(statement, {"value": mended.value})

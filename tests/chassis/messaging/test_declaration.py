"""A service's lists as FastStream has them: documented with their true payloads, able to run."""

from functools import partial

import pytest
from faststream.kafka import KafkaBroker, TestKafkaBroker
from faststream.specification import AsyncAPI
from sqlalchemy import text

from chassis.clock import BusinessClock
from chassis.copies import copies
from chassis.ids import uuid7
from chassis.messaging.apply import Undecodable
from chassis.messaging.consumers import Consumers
from chassis.messaging.declaration import declare
from chassis.unit_of_work import unit_of_work
from contracts.events.billing import InvoiceIssued
from contracts.events.identity import GRANTS, EstablishmentRegistered, LiaisonGranted
from tests.conftest import OpenDatabase

EXAMPLE = EstablishmentRegistered(
    establishment_id=uuid7(),
    number="1004317",
    name_ar="مخبز الربيع",
    name_en="Rabee Bakery",
    branch="zarqa",
    payment_number="9000000001",
    rate_scheme="private",
    registered_on="2026-01-11",
)


async def send(broker: KafkaBroker, body: bytes) -> None:
    headers = {"ce_id": str(uuid7()), "ce_type": EXAMPLE.type_name()}
    await broker.publish(body, EXAMPLE.topic, key=EXAMPLE.key().encode(), headers=headers)


class TestTheDocument:
    def test_shows_what_is_announced_under_its_type(self) -> None:
        document = AsyncAPI(declare(Consumers("billing"), [InvoiceIssued])).to_specification()
        shown = document.to_jsonable()
        channel = shown["channels"]["daman.billing.InvoiceIssued.v1"]
        assert channel["address"] == "billing.invoices.v1"
        assert shown["operations"]["daman.billing.InvoiceIssued.v1"]["action"] == "send"
        assert shown["components"]["schemas"]["InvoiceIssued"] == InvoiceIssued.model_json_schema()

    def test_shows_every_type_heard_in_a_topic(self) -> None:
        document = AsyncAPI(declare(copies("letters"), [])).to_specification()
        shown = document.to_jsonable()
        assert shown["operations"][GRANTS]["action"] == "receive"
        payload = shown["components"]["schemas"][f"{GRANTS}:Message:Payload"]["anyOf"]
        assert [one["$ref"].rpartition("/")[2] for one in payload] == [
            "StaffRoleGranted",
            "LiaisonGranted",
            "GrantEnded",
        ]
        schemas = shown["components"]["schemas"]
        assert schemas["LiaisonGranted"] == LiaisonGranted.model_json_schema()


class TestInMemory:
    async def test_an_event_is_applied_in_its_transaction(self, database: OpenDatabase) -> None:
        engine = await database("letters")
        open_work = partial(unit_of_work, engine, BusinessClock())
        registry = declare(copies("letters"), [], open_work=open_work)
        async with TestKafkaBroker(registry) as broker:
            await send(broker, EXAMPLE.model_dump_json().encode())
        async with engine.connect() as connection:
            kept = await connection.execute(text("select name_en from establishment_copy"))
            assert list(kept.scalars()) == ["Rabee Bakery"]

    async def test_a_body_of_another_kind_is_told_apart(self, database: OpenDatabase) -> None:
        engine = await database("letters")
        open_work = partial(unit_of_work, engine, BusinessClock())
        registry = declare(copies("letters"), [], open_work=open_work)
        async with TestKafkaBroker(registry) as broker:
            with pytest.raises(Undecodable, match="registered_on: missing"):
                await send(broker, b'{"establishment_id": "019579ed-0f70-73b6-8006-bc7c3a54e058"}')

    async def test_declarations_alone_consume_nothing(self) -> None:
        async with TestKafkaBroker(declare(copies("letters"), [])) as broker:
            with pytest.raises(RuntimeError, match="not its consumer"):
                await send(broker, EXAMPLE.model_dump_json().encode())
